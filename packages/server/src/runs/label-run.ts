import { evaluationSubjectOf, type NewLabelSubject, type QueuedForLabels, type Row, type Trial } from '@pawl/core'
import { sha256 } from '../platform/hash/index.ts'
import { getRunRecord } from './get-run-record.ts'
import type { RunsContext } from './runs-context.ts'
import { streamTrials } from './store/trials.ts'

export interface LabelRunRequest {
  readonly project: string
  readonly person: string
  readonly runId: string
  readonly evaluator: string
  readonly outcomes?: readonly Trial['scores'][number]['outcome'][]
  readonly limit: number
}

/**
 * Puts outputs of a run before people, with what the evaluator said of them. Drawn at random, so that the labels say something
 * about all outputs, but always the same ones: who asks for more gets those and others.
 *
 * @throws AppError `not_found` for the run or the evaluator
 */
export async function labelRun(context: RunsContext, request: LabelRunRequest): Promise<QueuedForLabels> {
  const { project, person, runId, evaluator } = request
  const run = await getRunRecord(context, project, runId)
  const drawn = await drawTrials(context, request)
  const rowIds = [...new Set(drawn.map(({ rowId }) => rowId))]
  const { rows } = await context.datasets.rows(project, run.datasetId, { revision: run.datasetRevision, rowIds })
  const rowOf = new Map(rows.map((row) => [row.id, row]))
  const subjects = drawn.flatMap((trial) => {
    const row = rowOf.get(trial.rowId)
    return row === undefined ? [] : [subjectOf(run.datasetName, row, { trial, evaluator })]
  })
  return await context.evaluators.queueForLabels({ project, person }, { evaluator, subjects })
}

/** Those with the smallest hashes, kept while all are read. */
async function drawTrials(context: RunsContext, request: LabelRunRequest): Promise<readonly Trial[]> {
  const { project, runId, evaluator, outcomes, limit } = request
  let drawn: { readonly hash: string; readonly trial: Trial }[] = []
  const keep = () => {
    drawn = drawn.sort((a, b) => (a.hash < b.hash ? -1 : 1)).slice(0, limit)
  }
  for await (const trial of streamTrials(context.telemetry, { project, runId })) {
    if (trial.output === null) continue
    const outcome = trial.scores.find((score) => score.evaluator === evaluator)?.outcome
    if (outcomes !== undefined && (outcome === undefined || !outcomes.includes(outcome))) continue
    drawn.push({ hash: sha256(`${runId}/${trial.rowId}/${trial.trial}`), trial })
    if (drawn.length >= 2 * limit + 100) keep()
  }
  keep()
  return drawn.map(({ trial }) => trial)
}

function subjectOf(
  datasetName: string,
  row: Row,
  { trial, evaluator }: { readonly trial: Trial; readonly evaluator: string },
): NewLabelSubject {
  const score = trial.scores.find((each) => each.evaluator === evaluator)
  const { runId, rowId, traceId } = trial
  return {
    subject: evaluationSubjectOf({ row, trial }),
    source: { datasetName, runId, rowId, trial: trial.trial, ...(traceId && { traceId }) },
    ...(score && {
      judgement: {
        result: { score: score.score, outcome: score.outcome, reason: score.reason },
        versionId: score.evaluatorVersion,
      },
    }),
  }
}
