import {
  previewOfInput,
  type RowResult,
  type RowStanding,
  type RunRow,
  type RunRowList,
  type RunRowsQuery,
  type Trial,
  type TrialStatus,
} from '@pawl/core'
import { getRunRecord } from './get-run-record.ts'
import { pageOf } from './page-of.ts'
import { previewOfOutput, reasonOf } from './preview-text.ts'
import { type RunResults, resultsOf } from './run-results.ts'
import type { RunsContext } from './runs-context.ts'
import type { RunRecord } from './store/run-records.ts'
import type { TrialFigures } from './store/trial-rows.ts'
import { readTrials } from './store/trials.ts'

const worstFirst: readonly RowStanding[] = [
  'failing',
  'flaky',
  'error',
  'unrecorded_tool_call',
  'unknown',
  'missing',
  'passing',
]
const worstTrialFirst: readonly TrialStatus[] = ['fail', 'error', 'unrecorded_tool_call', 'unknown', 'pass']

/**
 * The rows of a run that have trials, with what these came to.
 *
 * @throws AppError `not_found`, `bad_request`
 */
export async function listRunRows(
  context: RunsContext,
  { project, runId }: { readonly project: string; readonly runId: string },
  query: RunRowsQuery,
): Promise<RunRowList> {
  const run = await getRunRecord(context, project, runId)
  const results = await resultsOf(context, run)
  const wanted = results.summary.rows.filter((row) => fits(row, results, query))
  const sorted = query.sort === 'dataset' ? wanted : wanted.toSorted((a, b) => rank(a) - rank(b))
  const page = pageOf(sorted, query)
  const previews = await previewsOf(
    context,
    run,
    page.items.map(({ rowId }) => rowId),
  )
  const rows = page.items.map(
    (row): RunRow => ({
      ...row,
      ...figuresOf(results.trialsOf.get(row.rowId) ?? []),
      ...(previews.get(row.rowId) ?? noPreview),
    }),
  )
  return { rows, total: wanted.length, nextCursor: page.nextCursor }
}

const rank = ({ standing }: RowResult): number => worstFirst.indexOf(standing)

function fits({ rowId, standing }: RowResult, { trialsOf }: RunResults, query: RunRowsQuery): boolean {
  if (query.standing !== undefined && !query.standing.includes(standing)) return false
  const { failedEvaluator } = query
  if (failedEvaluator === undefined) return true
  return (trialsOf.get(rowId) ?? []).some(({ scores }) =>
    scores.some(({ evaluator, outcome }) => evaluator === failedEvaluator && outcome === 'fail'),
  )
}

function figuresOf(trials: readonly TrialFigures[]) {
  const evaluators = new Map<string, { evaluator: string; pass: number; fail: number; unknown: number }>()
  for (const { evaluator, outcome } of trials.flatMap(({ scores }) => scores)) {
    const counts = evaluators.get(evaluator) ?? { evaluator, pass: 0, fail: 0, unknown: 0 }
    counts[outcome] += 1
    evaluators.set(evaluator, counts)
  }
  return {
    evaluators: [...evaluators.values()],
    latencyMs: meanOf(trials.map(({ latencyMs }) => latencyMs)),
    totalTokens: meanOf(trials.map(({ usage }) => usage?.totalTokens ?? null)),
    costUsd: meanOf(trials.map(({ costUsd }) => costUsd)),
  }
}

function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length
}

export interface RowPreview {
  readonly inputPreview: string
  readonly outputPreview: string
  readonly reasonPreview: string
}

export const noPreview: RowPreview = { inputPreview: '', outputPreview: '', reasonPreview: '' }

/** What each of some rows asked and what came out; the output is that of the trial that did worst. */
export async function previewsOf(
  context: RunsContext,
  run: RunRecord,
  rowIds: readonly string[],
): Promise<ReadonlyMap<string, RowPreview>> {
  if (rowIds.length === 0) return new Map()
  const [inputs, trials] = await Promise.all([
    inputsOf(context, run, rowIds),
    readTrials(context.telemetry, { project: run.project, runId: run.id }, { rowIds }),
  ])
  const worst = new Map<string, Trial>()
  for (const trial of trials) {
    const known = worst.get(trial.rowId)
    if (known === undefined || worstTrialFirst.indexOf(trial.status) < worstTrialFirst.indexOf(known.status)) {
      worst.set(trial.rowId, trial)
    }
  }
  return new Map(
    rowIds.map((rowId) => {
      const trial = worst.get(rowId)
      const said =
        trial === undefined ? {} : { outputPreview: previewOfOutput(trial.output), reasonPreview: reasonOf(trial) }
      return [rowId, { ...noPreview, inputPreview: inputs.get(rowId) ?? '', ...said }]
    }),
  )
}

/** Rows may have been erased since the run: its figures stay. */
async function inputsOf(
  context: RunsContext,
  run: RunRecord,
  rowIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  try {
    const { rows } = await context.datasets.rows(run.project, run.datasetId, {
      revision: run.datasetRevision,
      rowIds,
    })
    return new Map(rows.map((row) => [row.id, previewOfInput(row.input)]))
  } catch (error) {
    context.log.warn('the rows of a run could not be read', { run: run.id, error })
    return new Map()
  }
}
