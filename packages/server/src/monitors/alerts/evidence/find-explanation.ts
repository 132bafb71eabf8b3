import {
  explainShift,
  metricFacts,
  type Observation,
  type ObservationScale,
  type ShiftedSlice,
  type SideOfChange,
  type SliceKey,
  type SliceOfShift,
  sliceCondition,
  type TimeSpan,
  type WatchedMetric,
} from '@pawl/core'
import type { EvidenceRequest } from '../alerts-context.ts'
import type { EvidenceReader } from './evidence-reader.ts'

/** What may explain a shift. What went wrong is not among it: an error does not explain an error rate. */
const facets = [
  'prompt',
  'model',
  'release',
  'environment',
  'tool',
  'name',
  'tag',
  'user',
  'provider',
  'service',
] as const satisfies readonly SliceKey[]

const dayMs = 86_400_000

export interface ExplanationRequest extends EvidenceRequest {
  readonly before: TimeSpan
}

/** The slices that explain most of a shift; none where there is no mean that shifted. */
export async function findExplanation(
  reader: EvidenceReader,
  { project, metric, finding, before }: ExplanationRequest,
): Promise<readonly SliceOfShift[]> {
  const { kind, slice, after } = finding
  const isMean = metricFacts[metric.measure].observation !== 'event'
  if (!isMean || (kind !== 'shift' && kind !== 'threshold')) return []
  // Of several slices together nothing can be read.
  if (slice?.value === '(other)') return []
  const sliced: WatchedMetric = { ...metric, filter: { ...metric.filter, ...sliceCondition(slice) } }
  const scale = await scaleOf(reader, { project, metric: sliced, before, limit: finding.limit })
  if (scale === null) return []
  const read = async (sliceBy: SliceKey | null, span: TimeSpan) =>
    sidesOf(await reader.readObservations(project, { metric: sliced, sliceBy, ...wholeBin(span), scale }))
  const whole = { before: await read(null, before), after: await read(null, after) }
  const slices: ShiftedSlice[] = []
  const keys = await reader.readMetadataKeys(project, { metric: sliced, ...before })
  for (const key of [...facets, ...keys.map((name) => `metadata:${name}` as const)]) {
    if (key === slice?.key) continue
    slices.push(...joined(key, { before: await read(key, before), after: await read(key, after) }))
  }
  return explainShift({ whole: { before: onlyOf(whole.before), after: onlyOf(whole.after) }, slices })
}

interface ScaleRequest {
  readonly project: string
  readonly metric: WatchedMetric
  readonly before: TimeSpan
  readonly limit: number | null
}

/** What is watched of latencies, tokens and cost is the share above a limit; scores lie where they lay. */
async function scaleOf(
  reader: EvidenceReader,
  { project, metric, before, limit }: ScaleRequest,
): Promise<ObservationScale | null> {
  const { observation } = metricFacts[metric.measure]
  const isLearned = observation === 'value' || (observation === 'figure' && limit === null)
  if (!isLearned) return { limit, range: null }
  const { min, max, quantile } = await reader.readValueSummary(project, { metric, slice: null, ...before })
  if (observation === 'figure') return quantile === null ? null : { limit: quantile, range: null }
  return min === null || max === null || min === max ? null : { limit: null, range: [min, max] }
}

/** All of a range in one bin: bins are counted from 1970. */
const wholeBin = ({ fromMs, toMs }: TimeSpan) => ({
  ...{ fromMs, toMs },
  binMs: Math.ceil((toMs + 1) / dayMs) * dayMs,
})

type Sides = ReadonlyMap<string, SideOfChange>

function sidesOf(observations: readonly Observation[]): Sides {
  const sums = new Map<string, { count: number; sum: number }>()
  for (const { slice, value, count } of observations) {
    const known = sums.get(slice) ?? { count: 0, sum: 0 }
    sums.set(slice, { count: known.count + count, sum: known.sum + value * count })
  }
  return new Map([...sums].map(([slice, { count, sum }]) => [slice, { count, mean: sum / count }]))
}

const none: SideOfChange = { count: 0, mean: 0 }
const onlyOf = (sides: Sides): SideOfChange => sides.get('') ?? none

function joined(key: SliceKey, { before, after }: { readonly before: Sides; readonly after: Sides }): ShiftedSlice[] {
  const values = [...new Set([...before.keys(), ...after.keys()])].filter(
    (value) => value !== '' && value !== '(other)',
  )
  return values.map((value) => ({
    slice: { key, value },
    before: before.get(value) ?? none,
    after: after.get(value) ?? none,
  }))
}
