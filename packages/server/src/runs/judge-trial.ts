import {
  AppError,
  decideTrialStatus,
  type EvaluatorResult,
  type EvaluatorVersion,
  evaluationSubjectOf,
  type Row,
  type Trial,
  type TrialScore,
} from '@pawl/core'
import { type CachePlace, meteredBudget } from '../platform/llm/index.ts'
import type { RunsContext } from './runs-context.ts'
import type { RunRecord } from './store/run-records.ts'

export interface UnjudgedTrial {
  readonly row: Row
  readonly trial: Omit<Trial, 'status' | 'scores'>
}

/** The trial with what its evaluators say. Where there is no output to judge, they are not asked. */
export async function judgeTrial(context: RunsContext, run: RunRecord, { row, trial }: UnjudgedTrial): Promise<Trial> {
  const hasError = trial.error !== null
  const hasUnrecordedToolCall = trial.unrecordedToolCall !== null
  const judged = hasError || hasUnrecordedToolCall ? { scores: [] } : await askEvaluators(context, run, { row, trial })
  const status = decideTrialStatus({ hasError, hasUnrecordedToolCall, scores: judged.scores })
  return { ...trial, ...judged, status }
}

async function askEvaluators(
  context: RunsContext,
  run: RunRecord,
  { row, trial }: UnjudgedTrial,
): Promise<Pick<Trial, 'scores' | 'judgeCostUsd'>> {
  const versions = await evaluatorsOfRow(context, run, row)
  if (versions.length === 0) return { scores: [] }
  const subject = evaluationSubjectOf({ row, trial })
  const budget = meteredBudget(await context.active.budgetOf(run))
  const account = { project: run.project, budget, runId: run.id, signal: context.active.signalOf(run) }
  const scores = await Promise.all(
    versions.map(async (version): Promise<TrialScore> => {
      const cachePlace = placesInCache(`${row.id}@${row.revision} judged by ${version.id}`, trial.trial)
      const { outcome, score, reason } = await context.evaluators
        .judge({ ...account, cachePlace }, version, subject)
        .catch(unknownPastTheCap)
      return { evaluator: version.name, evaluatorVersion: version.id, outcome, score, reason }
    }),
  )
  return budget.usedUsd === null ? { scores } : { scores, judgeCostUsd: budget.usedUsd }
}

/** Each question of an evaluator is a draw of its own, as each trial is. */
function placesInCache(rowId: string, trial: number): () => CachePlace {
  let step = 0
  return () => ({ rowId, trial, step: step++ })
}

/** The output was paid for and is kept; that there is no money left to judge it says nothing about it. */
function unknownPastTheCap(error: unknown): EvaluatorResult {
  if (!AppError.isInstance(error) || error.code !== 'spending_cap_reached') throw error
  return { outcome: 'unknown', score: null, reason: error.message }
}

/** Those that judge every row of the run, then the row's own; each version once. */
async function evaluatorsOfRow(context: RunsContext, run: RunRecord, row: Row): Promise<readonly EvaluatorVersion[]> {
  const known = await context.active.evaluatorsOf(run)
  const references = run.useRowEvaluators ? [...run.namedEvaluators, ...row.evaluators] : run.namedEvaluators
  const versions = new Map<string, EvaluatorVersion>()
  for (const reference of references) {
    const version = known.get(reference)
    if (version !== undefined) versions.set(version.id, version)
  }
  return [...versions.values()]
}
