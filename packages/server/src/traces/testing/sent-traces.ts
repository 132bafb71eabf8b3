import { contentSections } from '@pawl/core'
import type { TelemetryStore } from '../../platform/telemetry/index.ts'
import { insertRows } from './stored-rows.ts'

export const nowMs = Date.UTC(2026, 4, 20, 12)
export const hourMs = 3_600_000

/** A trace as a sender sees it. Each text is the content of one span, in one of its sections. */
export interface SentTrace {
  readonly id: number
  readonly hoursAgo: number
  readonly durationMs: number
  readonly tokens: number
  readonly status: 'ok' | 'error' | 'unset'
  readonly environment: string
  readonly user: string
  readonly models: readonly string[]
  readonly tags: readonly string[]
  readonly tenant: string
  readonly texts: readonly string[]
  readonly score: number | null
}

export const startNs = (trace: SentTrace): bigint => BigInt(nowMs - trace.hoursAgo * hourMs) * 1_000_000n
const spanStartNs = (trace: SentTrace, index: number): bigint =>
  startNs(trace) + (BigInt(trace.durationMs) * 1_000_000n * BigInt(index)) / 4n
export const traceIdOf = (id: number): string => id.toString(16).padStart(32, '0')
export const seconds = (ns: bigint): string =>
  `${ns / 1_000_000_000n}.${(ns % 1_000_000_000n).toString().padStart(9, '0')}`

export const traceColumns = [
  'project', 'trace_id', 'start_time', 'end_time', 'version', 'is_deleted', 'duration_ns', 'total_tokens', 'cost_nusd',
  'status', 'environment', 'user_id', 'models', 'tags', 'metadata', 'name', 'root_kind', 'span_count',
] // biome-ignore format: a row below has the same order
export const spanColumns = ['project', 'trace_id', 'span_id', 'start_time', 'version', 'is_deleted', 'content']
export const scoreColumns = [
  'project',
  'id',
  'trace_id',
  'name',
  'value',
  'target',
  'outcome',
  'source',
  'version',
  'is_deleted',
]

/** Writes what one flush of the ingest writes: new rows, and a deleted one under each key that something has left. */
interface Flush {
  readonly before: Map<number, SentTrace>
  readonly sent: readonly SentTrace[]
  readonly version: number
}

export async function flushTraces(telemetry: TelemetryStore, project: string, { before, sent, version }: Flush) {
  const traces: unknown[][] = []
  const spans: unknown[][] = []
  const scores: unknown[][] = []
  for (const trace of sent) {
    const old = before.get(trace.id)
    if (old !== undefined) {
      if (old.hoursAgo !== trace.hoursAgo) traces.push(traceRow(project, old, { version, isDeleted: 1 }))
      old.texts.forEach((_, index) => {
        const isGone = spanStartNs(old, index) !== spanStartNs(trace, index) || index >= trace.texts.length
        if (isGone) spans.push(spanRow(project, { trace: old, index, version, isDeleted: 1 }))
      })
    }
    traces.push(traceRow(project, trace, { version, isDeleted: 0 }))
    for (const index of trace.texts.keys()) spans.push(spanRow(project, { trace, index, version, isDeleted: 0 }))
    const id = traceIdOf(trace.id)
    scores.push([
      project,
      id,
      id,
      'quality',
      trace.score,
      'trace',
      'unknown',
      'code',
      version,
      trace.score === null ? 1 : 0,
    ])
    before.set(trace.id, trace)
  }
  await insertRows(telemetry, { table: 'spans', columns: spanColumns, rows: spans })
  await insertRows(telemetry, { table: 'traces', columns: traceColumns, rows: traces })
  await insertRows(telemetry, { table: 'scores', columns: scoreColumns, rows: scores })
}

export function traceRow(project: string, trace: SentTrace, row: { version: number; isDeleted: number }): unknown[] {
  const start = startNs(trace)
  const end = start + BigInt(trace.durationMs) * 1_000_000n
  return [
    project, traceIdOf(trace.id), seconds(start), seconds(end), row.version, row.isDeleted, trace.durationMs * 1e6,
    trace.tokens, trace.tokens * 1000, trace.status, trace.environment, trace.user, trace.models, trace.tags,
    { tenant: trace.tenant }, 'run', 'agent', trace.texts.length,
  ] // biome-ignore format: in the order of the columns
}

function spanRow(
  project: string,
  row: { trace: SentTrace; index: number; version: number; isDeleted: number },
): unknown[] {
  const { trace, index, version, isDeleted } = row
  const spanId = `${trace.id}${index}`.padStart(16, '0')
  return [
    project,
    traceIdOf(trace.id),
    spanId,
    seconds(spanStartNs(trace, index)),
    version,
    isDeleted,
    inSection(trace.texts[index] ?? '', sectionOf(trace, index)),
  ]
}

export const sectionOf = (trace: SentTrace, index: number): number => (trace.id + index) % contentSections.length
const inSection = (text: string, section: number): string =>
  contentSections.map((_, at) => (at === section ? text : '')).join('\x1d')

export const plain: SentTrace = {
  id: 1,
  hoursAgo: 1,
  durationMs: 1000,
  tokens: 3,
  status: 'ok',
  environment: 'production',
  user: 'ann',
  models: ['o3'],
  tags: ['a'],
  tenant: 't1',
  texts: ['hello'],
  score: null,
}
