import type { Trial, TrialLine, TrialScore, TrialStatus } from '@pawl/core'
import { SqlText } from '../../platform/telemetry/index.ts'

export const trialColumns = [
  'project',
  'run_id',
  'row_id',
  'trial',
  'attempt',
  'version',
  'is_deleted',
  'row_revision',
  'status',
  'evaluators',
  'evaluator_versions',
  'outcomes',
  'scores',
  'reasons',
  'latency_ms',
  'cost_nusd',
  'judge_cost_nusd',
  'has_usage',
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'cache_write_tokens',
  'reasoning_tokens',
  'total_tokens',
  'trace_id',
  'stored_at',
  'started_at',
  'finished_at',
  'error_type',
  'error_message',
  'unrecorded_tool_call',
  'output',
  'tool_calls',
] as const

/** One line of JSON in the order of `trialColumns`. */
export function trialRowText(project: string, trial: Trial, nowMs: number): string {
  const { scores, usage } = trial
  return JSON.stringify([
    project,
    trial.runId,
    trial.rowId,
    trial.trial,
    trial.attempt,
    String(Math.floor(nowMs) * 1000),
    0,
    trial.rowRevision,
    trial.status,
    scores.map(({ evaluator }) => evaluator),
    scores.map(({ evaluatorVersion }) => evaluatorVersion),
    scores.map(({ outcome }) => outcome),
    scores.map(({ score }) => score),
    scores.map(({ reason }) => reason),
    trial.latencyMs,
    trial.costUsd === null ? null : wholeNumber(trial.costUsd * 1e9),
    trial.judgeCostUsd === undefined ? null : wholeNumber(trial.judgeCostUsd * 1e9),
    usage === null ? 0 : 1,
    wholeNumber(usage?.inputTokens ?? 0),
    wholeNumber(usage?.outputTokens ?? 0),
    wholeNumber(usage?.cacheReadTokens ?? 0),
    wholeNumber(usage?.cacheWriteTokens ?? 0),
    wholeNumber(usage?.reasoningTokens ?? 0),
    wholeNumber(usage?.totalTokens ?? 0),
    trial.traceId ?? '',
    (nowMs / 1000).toFixed(3),
    secondsText(trial.startedAt),
    secondsText(trial.finishedAt),
    trial.error?.type ?? '',
    trial.error?.message ?? '',
    trial.unrecordedToolCall ?? '',
    trial.output === null ? '' : JSON.stringify(trial.output),
    trial.toolCalls === null ? '' : JSON.stringify(trial.toolCalls),
  ])
}

/** Within the integers that the store has columns for: what comes from outside may be any number. */
const wholeNumber = (value: number): number => Math.round(Math.min(Number.MAX_SAFE_INTEGER, Math.max(0, value)))

const latestMs = Date.UTC(2200, 0)

/** Within the years that the store knows. */
const secondsText = (iso: string): string => (Math.min(latestMs, Math.max(0, Date.parse(iso))) / 1000).toFixed(3)

interface FigureFields {
  readonly row_id: string
  readonly trial: number
  readonly attempt: number
  readonly row_revision: number
  readonly status: TrialStatus
  readonly evaluators: readonly string[]
  readonly evaluator_versions: readonly string[]
  readonly outcomes: readonly TrialScore['outcome'][]
  readonly scores: readonly (number | null)[]
  readonly latency_ms: number | null
  readonly cost_nusd: number | null
  readonly judge_cost_nusd: number | null
  readonly usage: readonly number[]
}

export interface TrialFigureRow extends FigureFields {}

/** What of a trial counts in a summary. */
export const figureSelect = new SqlText(`row_id, trial, attempt, row_revision, status, evaluators, evaluator_versions,
  outcomes, scores, latency_ms, cost_nusd, judge_cost_nusd, if(has_usage = 1, [input_tokens, output_tokens, cache_read_tokens,
  cache_write_tokens, reasoning_tokens, total_tokens], []) AS usage`)

export interface TrialRow extends FigureFields {
  readonly reasons: readonly string[]
  readonly trace_id: string
  readonly started_ms: number
  readonly finished_ms: number
  readonly error_type: string
  readonly error_message: string
  readonly unrecorded_tool_call: string
  readonly output: string
  readonly tool_calls: string
}

export const trialSelect = new SqlText(`${figureSelect.text}, reasons, trace_id,
  toUnixTimestamp64Milli(started_at) AS started_ms, toUnixTimestamp64Milli(finished_at) AS finished_ms, error_type,
  error_message, unrecorded_tool_call, output, tool_calls`)

export type TrialFigures = TrialLine

export function figuresOfRow(row: TrialFigureRow, reasons: readonly string[] = []): TrialFigures {
  return {
    rowId: row.row_id,
    rowRevision: row.row_revision,
    trial: row.trial,
    attempt: row.attempt,
    status: row.status,
    scores: row.evaluators.map((evaluator, index) => ({
      evaluator,
      evaluatorVersion: row.evaluator_versions[index] ?? '',
      outcome: row.outcomes[index] ?? 'unknown',
      score: row.scores[index] ?? null,
      reason: reasons[index] ?? '',
    })),
    latencyMs: row.latency_ms,
    usage: usageOf(row.usage),
    costUsd: row.cost_nusd === null ? null : row.cost_nusd / 1e9,
    ...(row.judge_cost_nusd === null ? {} : { judgeCostUsd: row.judge_cost_nusd / 1e9 }),
  }
}

function usageOf(counts: readonly number[]): Trial['usage'] {
  if (counts.length === 0) return null
  const [inputTokens = 0, outputTokens = 0, cacheReadTokens = 0, cacheWriteTokens = 0, reasoningTokens = 0] = counts
  return { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, reasoningTokens, totalTokens: counts[5] ?? 0 }
}

export function trialOfRow(runId: string, row: TrialRow): Trial {
  return {
    runId,
    ...figuresOfRow(row, row.reasons),
    output: row.output === '' ? null : (JSON.parse(row.output) as Trial['output']),
    toolCalls: row.tool_calls === '' ? null : (JSON.parse(row.tool_calls) as Trial['toolCalls']),
    error: row.error_type === '' ? null : { type: row.error_type, message: row.error_message },
    unrecordedToolCall: row.unrecorded_tool_call === '' ? null : row.unrecorded_tool_call,
    traceId: row.trace_id === '' ? null : row.trace_id,
    startedAt: new Date(row.started_ms).toISOString(),
    finishedAt: new Date(row.finished_ms).toISOString(),
  }
}
