import { guardCell, type Trial, writeCsvRecord } from '@pawl/core'
import { getRunRecord } from './get-run-record.ts'
import type { RunsContext } from './runs-context.ts'
import type { RunRecord } from './store/run-records.ts'
import { streamTrials } from './store/trials.ts'

/**
 * All trials of a run as text in pieces, the last attempt of each. CSV has one line for each, with the columns of every
 * evaluator, and no cell that a spreadsheet would run; JSON has one trial on each line.
 *
 * @throws AppError `not_found`
 */
export async function exportRun(
  context: RunsContext,
  of: { readonly project: string; readonly runId: string; readonly format: 'csv' | 'json' },
): Promise<AsyncIterable<string>> {
  const run = await getRunRecord(context, of.project, of.runId)
  const trials = streamTrials(context.telemetry, { project: of.project, runId: of.runId })
  return of.format === 'csv' ? csvOf(run, trials) : linesOf(trials)
}

async function* linesOf(trials: AsyncIterable<Trial>): AsyncIterable<string> {
  for await (const trial of trials) yield `${JSON.stringify(trial)}\n`
}

const plainColumns = [
  'run',
  'row',
  'row_revision',
  'trial',
  'attempt',
  'status',
  'output',
  'error',
  'latency_ms',
  'input_tokens',
  'output_tokens',
  'cost_usd',
  'judge_cost_usd',
  'trace_id',
  'started_at',
] as const

async function* csvOf(run: RunRecord, trials: AsyncIterable<Trial>): AsyncIterable<string> {
  const evaluators = [...new Set(run.evaluators.map(({ name }) => name))]
  const judged = evaluators.flatMap((name) => [`${name}: outcome`, `${name}: score`, `${name}: reason`])
  yield writeCsvRecord([...plainColumns, ...judged].map(guardCell))
  for await (const trial of trials) {
    const scores = evaluators.flatMap((name) => {
      const score = trial.scores.find(({ evaluator }) => evaluator === name)
      return [score?.outcome ?? '', numberText(score?.score ?? null), score?.reason ?? '']
    })
    yield writeCsvRecord([...plainCells(trial), ...scores].map(guardCell))
  }
}

function plainCells(trial: Trial): string[] {
  return [
    trial.runId,
    trial.rowId,
    String(trial.rowRevision),
    String(trial.trial),
    String(trial.attempt),
    trial.status,
    outputText(trial.output),
    trial.unrecordedToolCall ?? trial.error?.message ?? '',
    numberText(trial.latencyMs),
    numberText(trial.usage?.inputTokens ?? null),
    numberText(trial.usage?.outputTokens ?? null),
    numberText(trial.costUsd),
    numberText(trial.judgeCostUsd ?? null),
    trial.traceId ?? '',
    trial.startedAt,
  ]
}

const numberText = (value: number | null): string => (value === null ? '' : String(value))

function outputText(output: Trial['output']): string {
  if (output === null) return ''
  if (typeof output.value === 'string') return output.value
  return JSON.stringify(output.value === undefined ? output.messages : output.value)
}
