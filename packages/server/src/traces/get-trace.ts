import { AppError, buildTraceTree, type SpanFlag, type SpanLine, type TraceDetail } from '@pawl/core'
import { flagsOf } from './ingest/span-row.ts'
import { withScores } from './list-traces.ts'
import type { ReadDeps } from './read-deps.ts'
import { readTraceScores } from './store/attached-scores.ts'
import { readHeads, readSpanLines, type SpanLineRow, type TraceHead } from './store/trace-spans.ts'
import { costSourceOf, isoOfNs } from './store/trace-summary.ts'

type TraceReader = Pick<ReadDeps, 'telemetry'>

/** @throws AppError `not_found` */
export async function findHead(deps: TraceReader, project: string, traceId: string): Promise<TraceHead> {
  const [head] = await readHeads(deps.telemetry, project, [traceId])
  if (head === undefined) {
    throw new AppError('not_found', `There is no trace ${traceId} in project ${project}.`, {
      fix: 'It may belong to another project, have been deleted, or not have arrived yet.',
    })
  }
  return head
}

/**
 * One trace with a line for every span, in the order the tree draws them.
 *
 * @throws AppError `not_found`
 */
export async function getTrace(deps: TraceReader, project: string, traceId: string): Promise<TraceDetail> {
  const { telemetry } = deps
  const head = await findHead(deps, project, traceId)
  const [rows, scores] = await Promise.all([
    readSpanLines(telemetry, project, head),
    readTraceScores(telemetry, project, [traceId]),
  ])
  const [trace] = withScores([head.summary], scores)
  if (trace === undefined) throw new AppError('internal', 'a trace lost its summary')
  return { trace, spans: linesOf(rows, head.startNs), scores: [...scores] }
}

function linesOf(rows: readonly SpanLineRow[], traceStartNs: bigint): SpanLine[] {
  const placed = buildTraceTree(
    rows.map((row) => ({
      spanId: row.span_id,
      parentSpanId: row.parent_span_id,
      startNs: BigInt(row.start_ns),
      service: row.service,
      row,
    })),
  )
  return placed.map(({ span: { row, startNs }, drawnStartNs, isSkewed, isOrphan }) => ({
    spanId: row.span_id,
    parentSpanId: row.parent_span_id,
    name: row.name,
    kind: row.kind,
    startTime: isoOfNs(startNs),
    offsetMs: Number(drawnStartNs - traceStartNs) / 1e6,
    durationMs: row.duration_ns / 1e6,
    status: row.status,
    errorMessage: row.error_message,
    model: row.model,
    service: row.service,
    toolName: row.tool,
    inputTokens: row.input_tokens,
    outputTokens: row.output_tokens,
    totalTokens: row.total_tokens,
    costUsd: row.cost_source === '' ? null : row.cost_nusd / 1e9,
    costSource: costSourceOf(row.cost_source),
    flags: marksOf(row.flags, isSkewed, isOrphan),
  }))
}

function marksOf(bits: number, isSkewed: boolean, isOrphan: boolean): SpanFlag[] {
  const flags = flagsOf(bits)
  if (isSkewed) flags.push('clock_skew')
  if (isOrphan) flags.push('orphan')
  return flags
}
