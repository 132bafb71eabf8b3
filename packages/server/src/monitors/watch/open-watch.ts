import {
  hourMs,
  isQuantileMeasure,
  learnValues,
  leastPastObservations,
  type MonitorDefinition,
  type MonitorRule,
  metricFacts,
  minuteMs,
  ShiftWatch,
  ThresholdWatch,
  ValueWatch,
} from '@pawl/core'
import { learnedRange, learnShift, readScale } from './learn-shift.ts'
import { type LearnRequest, type RuleKind, readStreams, type WatchContext, type WatchReader } from './watch-context.ts'

export interface Watching {
  readonly project: string
  readonly definition: MonitorDefinition
  readonly metrics: WatchReader
  readonly seed: string
  /** For what is only tried out over a long time. */
  readonly isCoarse?: boolean
}

/** How the monitor is watched. */
export function openWatch({ isCoarse = false, ...of }: Watching): WatchContext {
  const { metric, sliceBy, rule } = of.definition
  const isCount = metric.measure === 'request_count'
  const fineMs = sliceBy === null && rule.kind === 'shift' ? minuteMs : 5 * minuteMs
  const binMs = (isCount && rule.kind === 'shift') || isCoarse ? hourMs : fineMs
  return { ...of, binMs, kind: kindOf(rule, of.definition) }
}

function kindOf(rule: MonitorRule, definition: MonitorDefinition): RuleKind {
  switch (rule.kind) {
    case 'shift': {
      const { leastShift, falseAlarmDays } = rule
      const { observation, worse } = metricFacts[definition.metric.measure]
      const isCount = observation === 'event'
      const settings = { leastShift, falseAlarmDays, isCount, isEither: worse === 'either' }
      return {
        ...{ settings, isEveryBin: isCount, leadMs: 0 },
        open: ({ streams }) => new ShiftWatch(streams, settings),
        learn: (context, request) => learnShift(context, request, settings),
        isReady: ({ streams }) => streams.some(({ slice, usual }) => slice === '' && usual !== null),
      }
    }
    case 'threshold': {
      const { metric } = definition
      return {
        ...{ settings: null, isEveryBin: true, leadMs: rule.windowMinutes * minuteMs },
        open: (memory) => new ThresholdWatch(memory, { metric, ...rule }),
        learn: (context, request) => learnThreshold(context, request, rule.above ?? rule.below ?? null),
        isReady: () => true,
      }
    }
    case 'new_value':
      return {
        ...{ settings: null, isEveryBin: true, leadMs: 0 },
        open: ({ streams }) => new ValueWatch(streams, rule),
        learn: learnAnswers,
        isReady: ({ streams }) =>
          streams.reduce((sum, { answers }) => sum + (answers?.seen ?? 0), 0) >= leastPastObservations,
      }
  }
}

/** Nothing is learned for fixed bounds but the ends of a score. */
async function learnThreshold(context: WatchContext, { before, atMs }: LearnRequest, bound: number | null) {
  const isQuantile = isQuantileMeasure(context.definition.metric.measure)
  const scale = isQuantile ? { limit: bound, range: null } : await readScale(context, learnedRange(atMs))
  return { told: [], streams: [], usual: null, band: null, ...before, atMs, learnedAtMs: atMs, scale }
}

async function learnAnswers(context: WatchContext, { before, atMs }: LearnRequest) {
  const scale = { limit: null, range: null }
  const observations = await readStreams(context, { ...learnedRange(atMs), binMs: hourMs, scale })
  const past = new Map<string, { count: number; lastMs: number }>()
  for (const { slice, atMs: seenMs, count } of observations) {
    const own = past.get(slice)
    past.set(slice, { count: count + (own?.count ?? 0), lastMs: Math.max(seenMs, own?.lastMs ?? 0) })
  }
  const streams = learnValues(before?.streams ?? [], past)
  return { told: [], usual: null, band: null, ...before, atMs, learnedAtMs: atMs, scale, streams }
}
