import { metricFacts } from '../../traces/index.ts'
import type { AlertSlice, MonitorDefinition } from '../api/index.ts'
import type { Finding } from './finding.ts'
import type { MonitorMemory, OpenShift, Stream, Told } from './memory.ts'
import type { PlacedShift } from './place-shift.ts'
import type { Happening } from './replay.ts'
import { noReturn } from './return-watch.ts'
import { minuteMs } from './week-hours.ts'

/** What was noticed of a stream, with where it is placed: to be kept, so that going over it again finds it there. */
export function toldAlarm(
  alarm: Extract<Happening, { what: 'alarm' }>,
  stream: Stream,
  { placed, isQuiet }: { readonly placed: PlacedShift | null; readonly isQuiet: boolean },
): Told {
  const { slice, atMs, kind, direction } = alarm
  const change = placed?.change ?? { atMs, fromMs: atMs, toMs: atMs }
  const { usual } = stream
  const shift: OpenShift = {
    ...{ kind, direction, alarmAtMs: atMs, change, isQuiet },
    before: usual === null ? null : { fromMs: usual.fromMs, toMs: Math.min(usual.toMs, change.atMs) },
    usual: usual?.mean ?? null,
    now: placed?.now ?? null,
    way: placed?.way ?? 0,
    observed: placed?.observed ?? alarm.observed ?? 0,
    ...{ after: 0, located: 0, isConfirmed: null, back: noReturn(atMs) },
  }
  return { slice, atMs, shift, backSinceMs: 0, isNewUsual: false }
}

export function toldRecovery({ slice, atMs, backSinceMs, isNewUsual }: Extract<Happening, { what: 'recovery' }>): Told {
  return { slice, atMs, shift: null, backSinceMs, isNewUsual }
}

/**
 * Whether a shift is a part of what is told already: of all while one of its slices is told, or the other way round, in the same direction
 * and around the same time. One alert per problem.
 */
export function isPartOf(
  shift: { readonly slice: string } & Pick<OpenShift, 'direction' | 'change'>,
  streams: readonly Stream[],
): boolean {
  return streams.some(({ slice, shift: other }) => {
    if (other === null || other.isQuiet || other.direction !== shift.direction) return false
    if ((slice === '') === (shift.slice === '')) return false
    return other.change.fromMs <= shift.change.toMs + slackMs && shift.change.fromMs <= other.change.toMs + slackMs
  })
}

/** Places of the same change differ by as much where little comes in. */
const slackMs = 12 * 3_600_000

export interface FindingContext {
  readonly definition: MonitorDefinition
  readonly scale: MonitorMemory['scale']
  readonly nowMs: number
}

export function shiftFinding(slice: string, shift: OpenShift, { definition, scale, nowMs }: FindingContext): Finding {
  const { metric, rule } = definition
  const { kind, direction, alarmAtMs, change, before, observed, isConfirmed } = shift
  const isCount = metricFacts[metric.measure].unit === 'per_hour'
  const isValue = kind === 'new_value' || kind === 'silent_value'
  return {
    ...{ kind, alarmAtMs, change, before, observed, isConfirmed },
    direction: toldDirection(direction, definition),
    slice: sliceOf(slice, definition),
    after: { fromMs: change.atMs - leadOf(definition), toMs: Math.max(nowMs, change.atMs + 1) },
    limit: scale.limit,
    usual: isCount ? null : shift.usual,
    now: isCount ? null : shift.now,
    falseAlarmDays: rule.kind === 'shift' ? rule.falseAlarmDays : null,
    value: isValue ? slice : null,
  }
}

/** A bound is crossed by all that its window holds, which came before the moment of crossing. */
const leadOf = ({ rule }: MonitorDefinition): number => (rule.kind === 'threshold' ? rule.windowMinutes * minuteMs : 0)

export function recoveryFinding(
  { slice, atMs, backSinceMs, reason }: Extract<Happening, { what: 'recovery' }>,
  direction: OpenShift['direction'],
  definition: MonitorDefinition,
): Finding {
  return {
    ...{ kind: 'recovery', backSinceMs, noticedAtMs: atMs, reason },
    slice: sliceOf(slice, definition),
    direction: toldDirection(direction, definition),
  }
}

/** Of what nobody can say which way is better, every move is one for the worse. */
const toldDirection = (direction: OpenShift['direction'], { metric }: MonitorDefinition): OpenShift['direction'] =>
  metricFacts[metric.measure].worse === 'either' ? 'worse' : direction

/** Whether anybody wants to know. */
export const isAskedFor = (direction: OpenShift['direction'], definition: MonitorDefinition): boolean =>
  toldDirection(direction, definition) === 'worse' ||
  (definition.rule.kind === 'shift' && definition.rule.directions === 'both')

function sliceOf(slice: string, { metric, sliceBy }: MonitorDefinition): AlertSlice | null {
  if (slice === '') return null
  if (metric.measure === 'response_model') return { key: 'model', value: slice }
  return sliceBy === null ? null : { key: sliceBy, value: slice }
}
