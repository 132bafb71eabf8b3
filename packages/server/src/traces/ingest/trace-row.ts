import type { TraceSummaryRow } from '@pawl/core'
import { count, list, map, milliseconds, sparseRow, text, time } from './row-text.ts'

export const traceColumns: readonly string[] = [
  'project',
  'trace_id',
  'start_time',
  'end_time',
  'duration_ns',
  'received_at',
  'version',
  'is_deleted',
  'name',
  'status',
  'span_count',
  'error_count',
  'root_span_id',
  'has_root',
  'root_kind',
  'span_names',
  'kinds',
  'models',
  'providers',
  'tools',
  'services',
  'environment',
  'release',
  'session_id',
  'user_id',
  'run_id',
  'tags',
  'metadata',
  'prompts',
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'cache_write_tokens',
  'reasoning_tokens',
  'total_tokens',
  'cost_nusd',
  'cost_source',
  'ttft_ns',
  'checks',
  'input_preview',
  'output_preview',
  'error_preview',
]

export interface TraceCommit {
  readonly project: string
  readonly traceId: string
  readonly receivedAtMs: number
  readonly version: bigint
}

export function traceRowText(row: TraceSummaryRow, commit: TraceCommit): string {
  const { tokens } = row
  return `${[
    text(commit.project),
    `"${commit.traceId}"`,
    time(row.startNs),
    time(row.endNs),
    row.endNs - row.startNs,
    milliseconds(commit.receivedAtMs),
    commit.version,
    0,
    text(row.name),
    text(row.status),
    row.spanCount,
    row.errorCount,
    `"${row.rootSpanId}"`,
    row.hasRoot ? 1 : 0,
    text(row.rootKind),
    list(row.spanNames),
    list(row.kinds),
    list(row.models),
    list(row.providers),
    list(row.tools),
    list(row.services),
    text(row.environment),
    text(row.release),
    text(row.sessionId),
    text(row.userId),
    text(row.runId),
    list(row.tags),
    map(row.metadata),
    list(row.prompts),
    count(tokens.inputTokens),
    count(tokens.outputTokens),
    count(tokens.cacheReadTokens),
    count(tokens.cacheWriteTokens),
    count(tokens.reasoningTokens),
    count(tokens.totalTokens),
    row.costNanoUsd,
    text(row.costSource),
    row.timeToFirstTokenNs,
    row.checks,
    text(row.inputPreview),
    text(row.outputPreview),
    text(row.errorPreview.slice(0, 300)),
  ].join(',')}\n`
}

/** The row that hides a trace's summary under a start time it no longer has. */
export function traceTombstoneText(commit: TraceCommit, startNs: bigint): string {
  return sparseRow(traceColumns, {
    project: text(commit.project),
    trace_id: `"${commit.traceId}"`,
    start_time: time(startNs),
    end_time: time(startNs),
    received_at: milliseconds(commit.receivedAtMs),
    version: String(commit.version),
    is_deleted: '1',
  })
}
