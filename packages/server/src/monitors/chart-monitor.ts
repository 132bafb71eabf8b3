import {
  type AlertSlice,
  type AlertSummary,
  countAt,
  dayMs,
  figureOf,
  hourMs,
  type MetricPoint,
  type MonitorChart,
  type MonitorDefinition,
  type MonitorMemory,
  metricFacts,
  minuteMs,
  monitorMemorySchema,
  referenceAt,
  spreadOf,
  type Usual,
} from '@pawl/core'
import { answeringSlice } from './answering-slice.ts'
import { monitorNotFound } from './change-monitors.ts'
import { selectMonitor } from './monitors.store.ts'
import type { MonitorsDeps } from './monitors-deps.ts'

export interface ChartRange {
  readonly fromMs: number
  readonly toMs: number
  /** Null for all. */
  readonly slice: string | null
}

/** @throws AppError `not_found` */
export async function chartMonitor(
  deps: MonitorsDeps,
  project: string,
  { name, ...range }: ChartRange & { readonly name: string },
): Promise<MonitorChart> {
  const { control, alerts } = deps
  const row = await selectMonitor(control.db, project, name)
  if (row === null) throw monitorNotFound(name)
  const memory = row.memory === null ? null : monitorMemorySchema.parse(row.memory)
  const lasting = await alerts.between(control.db, { project, monitorId: row.id, ...range })
  return await drawChart(deps, { project, definition: row.definition, memory, range, alerts: lasting })
}

export interface DrawnChart {
  readonly project: string
  readonly definition: MonitorDefinition
  readonly memory: MonitorMemory | null
  readonly range: ChartRange
  readonly alerts: readonly AlertSummary[]
}

export async function drawChart(deps: MonitorsDeps, chart: DrawnChart): Promise<MonitorChart> {
  const { project, definition, memory, range, alerts } = chart
  const { fromMs, toMs } = range
  const { metric, sliceBy } = definition
  const slice = range.slice === null ? answeringSlice(memory, definition) : sliceOf(range.slice, sliceBy ?? 'model')
  const bucketMs = bucketFor(toMs - fromMs)
  const times = { project, from: new Date(fromMs), to: new Date(toMs) }
  const [points, changes] = await Promise.all([
    deps.shownMetrics.readMetricPoints(project, { metric, slice, fromMs, toMs, binMs: bucketMs }),
    deps.listChanges(times),
  ])
  const usual = memory?.streams.find((stream) => stream.slice === (range.slice ?? ''))?.usual ?? null
  const band = { definition, memory, usual, bucketMs }
  return {
    ...{ unit: metricFacts[metric.measure].unit, bucketMs, changes: [...changes] },
    points: points.map((point) => pointOf(point, band)),
    alerts: alerts.filter((alert) => range.slice === null || alert.slice?.value === range.slice),
  }
}

const sliceOf = (value: string, key: AlertSlice['key']): AlertSlice => ({ key, value })

const bucketsMs = [minuteMs, 5 * minuteMs, 15 * minuteMs, hourMs, 3 * hourMs, 6 * hourMs, dayMs, 7 * dayMs] as const
const mostBuckets = 200

const bucketFor = (lengthMs: number): number =>
  bucketsMs.find((bucketMs) => lengthMs / bucketMs <= mostBuckets) ?? 7 * dayMs

interface Band {
  readonly definition: MonitorDefinition
  readonly memory: MonitorMemory | null
  readonly usual: Usual | null
  readonly bucketMs: number
}

function pointOf({ atMs, interval }: MetricPoint, band: Band): MonitorChart['points'][number] {
  const [usualLow, usualHigh] = bandAt(band, atMs, interval?.count ?? 0) ?? [null, null]
  return {
    ...{ at: new Date(atMs).toISOString(), count: interval?.count ?? 0, usualLow, usualHigh },
    ...{ value: interval?.value ?? null, low: interval?.low ?? null, high: interval?.high ?? null },
  }
}

/** Where nineteen of twenty buckets of as many observations lie while nothing is unusual. */
const deviations = 2
/** A bucket without observations has the band of one with some. */
const leastShown = 20

function bandAt({ definition, memory, usual, bucketMs }: Band, atMs: number, count: number): [number, number] | null {
  if (memory === null || usual === null || atMs + bucketMs <= usual.fromMs) return null
  const { metric } = definition
  if (usual.counts !== null) {
    const hours = Math.max(1, Math.round(bucketMs / hourMs))
    const counts = Array.from({ length: hours }, (_, hour) => countAt(usual.counts ?? never, atMs + hour * hourMs))
    const known = counts.filter((each) => each !== null)
    if (known.length < hours) return null
    const mean = known.reduce((a, b) => a + b) / hours
    const margin = (deviations * spreadOf(mean, usual.counts.spread)) / Math.sqrt(hours)
    return [Math.max(0, mean - margin), mean + margin]
  }
  const { high, low } = referenceAt(usual, atMs)
  const noise = (mean: number) => deviations * Math.sqrt((mean * (1 - mean)) / Math.max(leastShown, count))
  const ends = [Math.max(0, low - noise(low)), Math.min(1, high + noise(high))].map((mean) =>
    figureOf(metric, memory.scale, mean),
  )
  const [a, b] = ends
  if (a != null && b != null) return [Math.min(a, b), Math.max(a, b)]
  return usual === memory.streams.find(({ slice }) => slice === '')?.usual ? memory.band : null
}

const never = { of: [], counts: [], spread: 1 }
