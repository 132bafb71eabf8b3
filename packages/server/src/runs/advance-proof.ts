import {
  AppError,
  decideProof,
  defaultRowErrorRate,
  type Proof,
  type ProofDecision,
  type ProofSide,
  type Row,
  rowThresholds,
  type Trial,
  type TrialOutcome,
} from '@pawl/core'
import { getRunRecord } from './get-run-record.ts'
import type { RunsContext } from './runs-context.ts'
import { keepSummary } from './settle-run.ts'
import { deleteLeases } from './store/leases.ts'
import { markDecided, type ProofRecord, selectProof } from './store/proofs.ts'
import { changeStatus, type RunRecord } from './store/run-records.ts'
import { readTrials } from './store/trials.ts'

export interface ProofState {
  readonly record: ProofRecord
  readonly row: Row
  readonly before: RunRecord
  readonly after: RunRecord
  readonly decision: ProofDecision
  readonly beforeTrials: readonly Trial[]
  readonly afterTrials: readonly Trial[]
}

/** After trials of one side: ends both runs as soon as the matter is decided, and stores on the row that it taught. */
export async function advanceProof(context: RunsContext, run: RunRecord): Promise<void> {
  const { proofId } = run
  if (proofId === null) return
  await context.active.inTurn(`proof ${proofId}`, async () => {
    const record = await selectProof(context.control.db, { project: run.project, proofId })
    if (record === undefined || record.status === 'decided') return
    await decideIfSettled(context, await stateOfProof(context, record))
  })
}

/** @throws AppError `not_found` */
export async function stateOfProof(context: RunsContext, record: ProofRecord): Promise<ProofState> {
  const { project, rowId } = record
  const [before, after] = await Promise.all([
    getRunRecord(context, project, record.beforeRun),
    getRunRecord(context, project, record.afterRun),
  ])
  const [row, beforeTrials, afterTrials] = await Promise.all([
    rowAsItRan(context, after, rowId),
    readTrials(context.telemetry, { project, runId: before.id }, { rowIds: [rowId] }),
    readTrials(context.telemetry, { project, runId: after.id }, { rowIds: [rowId] }),
  ])
  const decision = decideProof({
    before: beforeTrials.map(outcomeOf),
    after: afterTrials.map(outcomeOf),
    ...rowThresholds(row),
  })
  return { record, row, before, after, decision, beforeTrials, afterTrials }
}

async function rowAsItRan(context: RunsContext, run: RunRecord, rowId: string): Promise<Row> {
  const { rows } = await context.datasets.rows(run.project, run.datasetId, {
    revision: run.datasetRevision,
    rowIds: [rowId],
  })
  const [row] = rows
  if (row === undefined) throw new AppError('not_found', `There is no row ${rowId} any more.`)
  return row
}

const outcomeOf = ({ status }: Trial): TrialOutcome => (status === 'unrecorded_tool_call' ? 'error' : status)

async function decideIfSettled(context: RunsContext, state: ProofState): Promise<void> {
  const { record, row, before, after, decision } = state
  // What is known of one side does not change any more by what the other does.
  if (decision.before.state !== 'unsure') await endEarly(context, before, record)
  if (decision.after.state !== 'unsure') await endEarly(context, after, record)
  if (!isSettled(state)) return
  if (decision.verdict === 'taught') {
    const proof = proofOf(state, context.now())
    await context.datasets.storeProof(record.project, row.id, { proof, person: record.startedBy })
  }
  for (const run of [before, after]) await endEarly(context, run, record)
  await markDecided(context.control.db, record.id, { verdict: decision.verdict, reason: decision.reason })
}

/** Nothing that may still come would change the verdict, or nothing comes any more. */
function isSettled({ before, after, decision }: ProofState): boolean {
  const [was, is] = [decision.before.state, decision.after.state]
  if (was === 'holds' || (was === 'broken' && is !== 'unsure')) return true
  return [before, after].every(({ status }) => status !== 'planned' && status !== 'running')
}

async function endEarly(context: RunsContext, run: RunRecord, { id }: ProofRecord): Promise<void> {
  // A run that was there before the proof goes its own way.
  if (run.proofId !== id) return
  const isEnded = await changeStatus(context.control.db, {
    runId: run.id,
    from: ['planned', 'running'],
    to: 'finished',
    reason: 'The proof was decided before all trials were needed.',
    at: context.now(),
  })
  if (!isEnded) return
  await deleteLeases(context.control.db, run.id)
  context.active.abort(run.id, new AppError('conflict', 'The proof is decided.'))
  await keepSummary(context, run)
}

function proofOf({ record, row, before, after, decision, beforeTrials, afterTrials }: ProofState, now: Date): Proof {
  const { required, floor } = rowThresholds(row)
  return {
    rowRevision: row.revision,
    evaluators: after.evaluators.map(({ name, version }) => `${name}@${version}`),
    required,
    floor,
    errorRate: defaultRowErrorRate,
    before: sideOf(before, decision.before, beforeTrials),
    after: sideOf(after, decision.after, afterTrials),
    provedBy: record.startedBy,
    provedAt: now.toISOString(),
    isErased: false,
  }
}

function sideOf(run: RunRecord, counts: ProofDecision['before'], trials: readonly Trial[]): ProofSide {
  const { passed, failed, unknown, errors } = counts
  return {
    runId: run.id,
    target: run.target.version === null ? run.target.name : `${run.target.name}@${run.target.version}`,
    passed,
    failed,
    unknown,
    errors,
    trials: trials.map((trial) => ({
      trialId: `${run.id}/${trial.trial}/${trial.attempt}`,
      traceId: trial.traceId,
      outcome: outcomeOf(trial),
      output: trial.output ?? { messages: [] },
      judgements: trial.scores.map(({ evaluator, outcome, reason }) => ({ evaluator, outcome, reason })),
    })),
  }
}
