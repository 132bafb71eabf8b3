import type { SpanKind } from '@pawl/core'
import { SqlText, sql, type TelemetryStore } from '../../platform/telemetry/index.ts'
import type { StoredOrigin } from '../ingest/ingest-store.ts'
import { type StoredSpanRow, storedSpanSelect } from '../ingest/span-row.ts'
import { newestByKey } from './newest-traces.ts'
import { timeLiteral } from './trace-conditions.ts'
import { type BareSummary, summaryOfRow } from './trace-summary.ts'

export interface TraceHead {
  readonly summary: BareSummary
  readonly startNs: bigint
  readonly endNs: bigint
}

interface HeadRow {
  readonly trace_id: string
  readonly start_ns: string
  readonly end_ns: string
  readonly version: string
  readonly is_deleted: number
  readonly summary: string
}

/** These traces as they stand, with the time they take up. */
export async function readHeads(
  telemetry: TelemetryStore,
  project: string,
  traceIds: readonly string[],
): Promise<readonly TraceHead[]> {
  if (traceIds.length === 0) return []
  // All versions of a few traces, settled here: FINAL would read more than the index lets through.
  const rows = await telemetry.query<HeadRow>(
    sql`SELECT trace_id, toString(toUnixTimestamp64Nano(start_time)) AS start_ns,
        toString(toUnixTimestamp64Nano(end_time)) AS end_ns, toString(version) AS version, is_deleted, summary
      FROM traces WHERE project = ${project} AND trace_id IN ${traceIds}`,
    { kind: 'interactive' },
  )
  const living = newestByKey(rows, (row) => row.start_ns + row.trace_id).filter((row) => row.is_deleted === 0)
  return newestByKey(living, (row) => row.trace_id).map((row) => ({
    summary: summaryOfRow(row.summary),
    startNs: BigInt(row.start_ns),
    endNs: BigInt(row.end_ns),
  }))
}

interface Versioned {
  readonly trace_id: string
  readonly span_id: string
  readonly start_ns: string
  readonly version: string
  readonly is_deleted: number
}

const versioned = new SqlText(
  `trace_id, span_id, toString(toUnixTimestamp64Nano(start_time)) AS start_ns, toString(version) AS version, is_deleted`,
)

/** Of all versions of spans the living newest ones. */
function livingSpans<Row extends Versioned>(rows: readonly Row[]): readonly Row[] {
  const living = newestByKey(rows, (row) => row.start_ns + row.trace_id + row.span_id).filter(
    (row) => row.is_deleted === 0,
  )
  return newestByKey(living, (row) => row.trace_id + row.span_id)
}

const within = (head: Pick<TraceHead, 'startNs' | 'endNs'>): SqlText =>
  sql`start_time >= ${timeLiteral(head.startNs)} AND start_time <= ${timeLiteral(head.endNs)}`

export interface SpanLineRow extends Versioned {
  readonly parent_span_id: string
  readonly name: string
  readonly kind: SpanKind
  readonly duration_ns: number
  readonly status: 'unset' | 'ok' | 'error'
  readonly error_message: string
  readonly model: string
  readonly service: string
  readonly tool: string
  readonly input_tokens: number
  readonly output_tokens: number
  readonly total_tokens: number
  readonly cost_nusd: number
  readonly cost_source: string
  readonly flags: number
}

/** What the tree and the waterfall draw of each span of a trace. */
export async function readSpanLines(
  telemetry: TelemetryStore,
  project: string,
  head: TraceHead,
): Promise<readonly SpanLineRow[]> {
  const rows = await telemetry.query<SpanLineRow>(
    sql`SELECT ${versioned}, parent_span_id, name, kind, duration_ns, status, substring(error_message, 1, 500) AS error_message,
        model, service, tool, input_tokens, output_tokens, total_tokens, cost_nusd, cost_source, flags
      FROM spans WHERE project = ${project} AND trace_id = ${head.summary.traceId} AND ${within(head)}`,
    { kind: 'interactive' },
  )
  return livingSpans(rows)
}

export interface WholeSpanRow extends StoredSpanRow, Versioned {
  readonly origin: string
  readonly redactions: string
  readonly flags: number
  readonly duration_ns: number
  readonly received_ms: number
}

/** Spans of a trace with all of their content; one of them when `spanId` is given. */
export async function readWholeSpans(
  telemetry: TelemetryStore,
  project: string,
  wanted: { readonly head: TraceHead; readonly spanId?: string },
): Promise<readonly WholeSpanRow[]> {
  const one = wanted.spanId === undefined ? sql`true` : sql`span_id = ${wanted.spanId}`
  const rows = await telemetry.query<WholeSpanRow>(
    sql`SELECT ${new SqlText(storedSpanSelect)}, origin, redactions, flags, duration_ns,
        toUnixTimestamp64Milli(received_at) AS received_ms,
        toString(toUnixTimestamp64Nano(start_time)) AS start_ns, toString(version) AS version, is_deleted
      FROM spans WHERE project = ${project} AND trace_id = ${wanted.head.summary.traceId} AND ${within(wanted.head)} AND ${one}`,
    { kind: wanted.spanId === undefined ? 'background' : 'interactive' },
  )
  return livingSpans(rows)
}

export const readOrigins = (
  telemetry: TelemetryStore,
  project: string,
  ids: readonly string[],
): Promise<readonly StoredOrigin[]> =>
  telemetry.query<StoredOrigin>(
    sql`SELECT id, resource, scope FROM origins FINAL WHERE project = ${project} AND id IN ${ids}`,
    { kind: 'interactive' },
  )

export interface LogRow {
  readonly record: string
  readonly origin: string
}

/** Log records of one span: its own, and those that name its response. By time. */
export const readSpanLogs = (
  telemetry: TelemetryStore,
  project: string,
  span: { readonly traceId: string; readonly spanId: string; readonly responseId: string },
): Promise<readonly LogRow[]> => {
  const joined = span.responseId === '' ? sql`false` : sql`join_key = ${`req:${span.responseId}`}`
  return telemetry.query<LogRow>(
    sql`SELECT record, origin FROM log_records FINAL
      WHERE project = ${project} AND ((trace_id = ${span.traceId} AND span_id = ${span.spanId}) OR ${joined})
      ORDER BY time, received_at, id`,
    { kind: 'interactive' },
  )
}
