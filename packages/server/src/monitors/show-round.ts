import {
  dayMs,
  evidenceOf,
  figureOf,
  isQuantileMeasure,
  type MonitorDefinition,
  type MonitorMemory,
  type MonitorReference,
  type ShiftSettings,
} from '@pawl/core'
import { answeringSlice } from './answering-slice.ts'
import type { WatchedRow } from './monitors.store.ts'
import type { MonitorsDeps } from './monitors-deps.ts'
import { type Shown, shownSchema } from './view-monitor.ts'
import type { Watched } from './watch/watch-monitor.ts'

/** The metric of the last day is looked at anew so often. */
const currentEveryMs = 5 * 60_000

/** What a round leaves behind to be looked at. */
export async function showRound(
  { metrics }: Pick<MonitorsDeps, 'metrics'>,
  row: WatchedRow,
  { watched: { memory, live }, settings, nowMs }: ShownRound,
): Promise<Shown> {
  const { project, definition } = row
  const { metric } = definition
  const before = row.shown === null ? null : shownSchema.parse(row.shown)
  const isFresh = before?.watchedUntil != null && sameSlot(Date.parse(before.watchedUntil), nowMs)
  const current = isFresh
    ? before.current
    : await metrics.readMetricInterval(project, {
        ...{ metric, slice: memory === null ? null : answeringSlice(memory, definition) },
        ...{ fromMs: nowMs - dayMs, toMs: nowMs },
      })
  const whole = live.find(({ slice }) => slice === '')
  return {
    state: memory === null ? 'learning' : 'watching',
    reference: memory === null ? null : referenceOf(memory, metric),
    current,
    evidence: settings === null ? 0 : Math.max(0, ...live.map((stream) => evidenceOf(stream, settings))),
    observed: whole?.detector.observed ?? 0,
    sliceCount: live.filter(({ slice }) => slice !== '').length,
    watchedUntil: new Date(nowMs).toISOString(),
    problem: memory === null ? whatIsMissing(definition, current?.count ?? 0) : null,
  }
}

export interface ShownRound {
  readonly watched: Watched
  readonly settings: ShiftSettings | null
  readonly nowMs: number
}

const sameSlot = (a: number, b: number): boolean => Math.floor(a / currentEveryMs) === Math.floor(b / currentEveryMs)

/** The usual of all: in the metric's unit where the observations are in it, as the metric was read where they are not. */
export function referenceOf(
  { streams, usual: read, scale }: MonitorMemory,
  metric: MonitorDefinition['metric'],
): MonitorReference | null {
  const usual = streams.find(({ slice }) => slice === '')?.usual
  if (usual == null) return null
  const span = { from: new Date(usual.fromMs).toISOString(), to: new Date(usual.toMs).toISOString() }
  const facts = { ...span, isSeasonal: usual.season !== null || (usual.counts?.counts.length ?? 1) > 1 }
  const limit = isQuantileMeasure(metric.measure) ? scale.limit : null
  const [value, a, b] = [usual.mean, usual.whole.low, usual.whole.high].map((mean) => figureOf(metric, scale, mean))
  if (value != null && a != null && b != null) {
    return { ...facts, limit, usual: { value, low: Math.min(a, b), high: Math.max(a, b), count: usual.count } }
  }
  return read === null ? null : { ...facts, limit, usual: read }
}

/** @param ofLastDay how many observations came; null when it does not matter */
export function whatIsMissing({ metric, rule }: MonitorDefinition, ofLastDay: number | null): string {
  const seen = ofLastDay === null ? 'not enough came yet' : `${ofLastDay} came in the last day`
  if (rule.kind === 'new_value') return `It learns which models answer: it needs 50 answers; ${seen}.`
  const needed =
    metric.measure === 'request_count'
      ? 'two days of traffic (weekends apart from work days)'
      : '50 observations over a day or more'
  return `It learns what is usual: it needs ${needed}; ${seen}.`
}
