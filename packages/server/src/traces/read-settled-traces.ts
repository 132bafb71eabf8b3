import { parseSearchTerms, type TraceFilter } from '@pawl/core'
import { sql, type TelemetryStore } from '../platform/telemetry/index.ts'
import type { ReadDeps } from './read-deps.ts'
import { readNewest } from './store/newest-traces.ts'
import { committedUpTo } from './store/own-writes.ts'
import {
  countTraces,
  isOfShare,
  readSettledPage,
  type SettledQuery,
  type SettledTrace,
} from './store/settled-traces.ts'
import { readTracePage } from './store/trace-pages.ts'
import { orderOf } from './store/trace-position.ts'
import type { TraceHead } from './store/trace-spans.ts'

/** What another server wrote may become visible this much after something newer, in microseconds. */
const overlap = 10_000_000n

/** The version up to which everything is stored and visible, whichever server wrote it. */
export function settledVersion(
  telemetry: TelemetryStore,
  { committed, now }: { readonly committed: bigint; readonly now: Date },
): bigint {
  // Only one process writes to the embedded store, and knows.
  return telemetry.engine === 'chdb' ? committedUpTo(telemetry, committed) : BigInt(now.getTime()) * 1000n - overlap
}

/** Traces of a project by when they last changed, those that were deleted too. */
export const readSettledTraces = (
  { telemetry }: Pick<ReadDeps, 'telemetry'>,
  project: string,
  query: SettledQuery,
): Promise<readonly SettledTrace[]> => readSettledPage(telemetry, project, query)

/** Of these traces those that stand there still and fit a filter. */
export async function readFittingTraces(
  { telemetry }: Pick<ReadDeps, 'telemetry'>,
  project: string,
  { traces, filter }: { readonly traces: readonly SettledTrace[]; readonly filter: TraceFilter },
): Promise<readonly TraceHead[]> {
  const order = orderOf('start')
  const terms = parseSearchTerms(filter.q ?? '', filter.in)
  const scope = { project, filter, order, terms, extra: sql`true`, kind: 'background' } as const
  const places = traces.map(({ startNs, cursor }) => ({ value: startNs, startNs, traceId: cursor.traceId }))
  const found = await readNewest(telemetry, scope, places)
  return found.map(({ summary, position, endNs }) => ({ summary, startNs: position.startNs, endNs }))
}

/** A share of the traces of a filter and its range. */
export interface TraceSample {
  readonly filter: TraceFilter
  readonly share: number
  readonly allErrors: boolean
}

export interface SamplePage {
  /** The page begins after this trace, or where the range does. */
  readonly after: { readonly startNs: bigint; readonly traceId: string } | null
  readonly limit: number
}

/** The next traces of a sample, oldest first; fewer than asked for at the end. */
export async function readSampledTraces(
  { telemetry, now }: ReadDeps,
  project: string,
  { sample, after, limit }: SamplePage & { readonly sample: TraceSample },
): Promise<readonly TraceHead[]> {
  const { filter } = sample
  const found = await readTracePage(telemetry, {
    scope: {
      ...{ project, filter, order: orderOf('start'), extra: isOfShare(sample) },
      terms: parseSearchTerms(filter.q ?? '', filter.in),
      kind: 'background',
    },
    after: after === null ? undefined : { ...after, value: after.startNs },
    wanted: limit,
    nowMs: now().getTime(),
  })
  return found.slice(0, limit).map(({ summary, position, endNs }) => ({ summary, startNs: position.startNs, endNs }))
}

export const countSampledTraces = (
  { telemetry }: Pick<ReadDeps, 'telemetry'>,
  project: string,
  sample: TraceSample,
): Promise<number> => countTraces(telemetry, project, { filter: sample.filter, extra: isOfShare(sample) })
