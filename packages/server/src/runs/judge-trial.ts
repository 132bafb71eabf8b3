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
  const scores = hasError || hasUnrecordedToolCall ? [] : await scoresOf(context, run, { row, trial })
  return { ...trial, scores, status: decideTrialStatus({ hasError, hasUnrecordedToolCall, scores }) }
}

async function scoresOf(context: RunsContext, run: RunRecord, { row, trial }: UnjudgedTrial): Promise<TrialScore[]> {
  const versions = await evaluatorsOfRow(context, run, row)
  if (versions.length === 0) return []
  const subject = evaluationSubjectOf({ row, trial })
  const account = {
    project: run.project,
    budget: await context.active.budgetOf(run),
    runId: run.id,
    signal: context.active.signalOf(run),
  }
  return await Promise.all(
    versions.map(async (version) => {
      const { outcome, score, reason } = await context.evaluators
        .judge(account, version, subject)
        .catch(unknownPastTheCap)
      return { evaluator: version.name, evaluatorVersion: version.id, outcome, score, reason }
    }),
  )
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
