import {
  AppError,
  type Attributes,
  type AttributeValue,
  attributeValueToJson,
  deriveSpan,
  type OtlpLogRecord,
  type SpanDetail,
} from '@pawl/core'
import { findHead } from './get-trace.ts'
import { logRecordFromText } from './ingest/log-record-text.ts'
import { flagsOf, originOfRow, spanOfRow } from './ingest/span-row.ts'
import type { ReadDeps } from './read-deps.ts'
import { readTraceScores } from './store/attached-scores.ts'
import { readOrigins, readSpanLogs, readWholeSpans } from './store/trace-spans.ts'
import { isoOfNs } from './store/trace-summary.ts'

export interface SpanAddress {
  readonly traceId: string
  readonly spanId: string
}

/**
 * One span with everything it carries: canonical, as it was sent, and the log records that joined it.
 *
 * @throws AppError `not_found`
 */
export async function getSpan(
  deps: Pick<ReadDeps, 'telemetry'>,
  project: string,
  { traceId, spanId }: SpanAddress,
): Promise<SpanDetail> {
  const { telemetry } = deps
  const head = await findHead(deps, project, traceId)
  const [row] = await readWholeSpans(telemetry, project, { head, spanId })
  if (row === undefined) {
    throw new AppError('not_found', `There is no span ${spanId} in trace ${traceId}.`, {
      fix: 'It may have been deleted, or not have arrived yet.',
    })
  }
  const span = spanOfRow(row)
  const [stored] = await readOrigins(telemetry, project, [row.origin])
  const origin = stored === undefined ? noOrigin(project) : originOfRow(project, stored)
  const alone = deriveSpan({ span, resource: origin.resource, scope: origin.scope, logs: [] })
  const logs = (await readSpanLogs(telemetry, project, { traceId, spanId, responseId: alone.responseId ?? '' })).map(
    (log) => logRecordFromText(log.record),
  )
  const scores = await readTraceScores(telemetry, project, [traceId])
  return {
    traceId,
    spanId,
    parentSpanId: span.parentSpanId,
    name: span.name,
    startTime: isoOfNs(BigInt(row.start_ns)),
    endTime: isoOfNs(BigInt(row.start_ns) + BigInt(row.duration_ns)),
    durationMs: row.duration_ns / 1e6,
    receivedAt: new Date(row.received_ms).toISOString(),
    flags: flagsOf(row.flags),
    canonical: logs.length === 0 ? alone : deriveSpan({ span, ...pick(origin), logs }),
    attributes: readable(span.attributes),
    resource: readable(origin.resource.attributes),
    scope: { name: origin.scope.name, version: origin.scope.version },
    events: span.events.map((event) => ({
      time: timeOf(event.timeUnixNano),
      name: event.name,
      attributes: readable(event.attributes),
    })),
    links: span.links.map((link) => ({
      traceId: link.traceId,
      spanId: link.spanId,
      attributes: readable(link.attributes),
    })),
    logs: logs.map(readableLog),
    redactions: row.redactions === '' ? {} : (JSON.parse(row.redactions) as Record<string, number>),
    scores: scores.filter((score) => score.spanId === spanId),
  }
}

const pick = ({ resource, scope }: ReturnType<typeof originOfRow>) => ({ resource, scope })

const noOrigin = (project: string) => originOfRow(project, { id: '', resource: '{}', scope: '{}' })

function readableLog(record: OtlpLogRecord): SpanDetail['logs'][number] {
  const sent = record.timeUnixNano > 0n ? record.timeUnixNano : record.observedTimeUnixNano
  return {
    time: timeOf(sent),
    name: record.eventName || String(record.attributes.get('event.name') ?? ''),
    severity: record.severityText,
    body: readableValue(record.body),
    attributes: readable(record.attributes),
  }
}

/** '' for a time that was not sent or that no calendar has. */
const timeOf = (ns: bigint): string => (ns > 0n && ns < 250_000_000_000_000_000_000n ? isoOfNs(ns) : '')

/** Attributes as plain JSON, for people. Integers past 2^53 lose digits here; the export keeps them. */
function readable(attributes: Attributes): Record<string, unknown> {
  return Object.fromEntries([...attributes].map(([key, value]) => [key, readableValue(value)]))
}

const readableValue = (value: AttributeValue): unknown => JSON.parse(attributeValueToJson(value)) as unknown
