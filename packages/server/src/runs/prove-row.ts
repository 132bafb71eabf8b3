import { randomUUID } from 'node:crypto'
import { AppError, type ProofAttempt, type ProveRequest, passRate, type Row, type RunRequest } from '@pawl/core'
import { advanceProof, type ProofState, stateOfProof } from './advance-proof.ts'
import { createRun } from './create-run.ts'
import { getRunRecord } from './get-run-record.ts'
import { viewOfRun } from './run-view.ts'
import type { RunsContext } from './runs-context.ts'
import { insertProof, type NewProofRecord, selectProof } from './store/proofs.ts'
import type { RunRecord } from './store/run-records.ts'

export interface ProofWish {
  readonly project: string
  readonly rowId: string
  readonly person: string
  readonly request: ProveRequest
}

/**
 * Runs a row on the version that failed and on the one with the fix, each often enough to decide, and stores on the row
 * that it taught. Sides that the caller runs wait for their leases.
 *
 * @throws AppError `not_found`, `bad_request`
 */
export async function proveRow(context: RunsContext, wish: ProofWish): Promise<ProofAttempt> {
  const { project, rowId, person } = wish
  const row = await context.datasets.row(project, rowId)
  const proofId = randomUUID()
  const before = await runOfSide(context, wish, { side: 'before', row, proofId })
  const after = await runOfSide(context, wish, { side: 'after', row, proofId })
  const record: NewProofRecord = {
    id: proofId,
    project,
    rowId,
    rowRevision: row.revision,
    beforeRun: before.id,
    afterRun: after.id,
    startedBy: person,
    createdAt: context.now(),
  }
  await insertProof(context.control.db, record)
  // Of two runs that were there before, all is known already.
  await advanceProof(context, { ...after, proofId })
  return await getProof(context, project, proofId)
}

async function runOfSide(
  context: RunsContext,
  { project, person, request }: ProofWish,
  { side, row, proofId }: { readonly side: 'before' | 'after'; readonly row: Row; readonly proofId: string },
): Promise<RunRecord> {
  const target = request[side]
  if (target.type === 'run') return await existingRun(context, { project, runId: target.runId, side, row })
  const { evaluators, maxTrials, concurrency, spendingCapUsd } = request
  const runRequest: RunRequest = {
    target,
    datasetName: row.datasetId,
    rowIds: [row.id],
    evaluators: evaluators ?? [],
    useRowEvaluators: evaluators === undefined,
    trialsPerRow: maxTrials,
    concurrency,
    spendingCapUsd: spendingCapUsd === null ? null : spendingCapUsd / 2,
    note: `proof of a row: ${side}`,
  }
  return await createRun(context, { project, person, request: runRequest, proofId })
}

interface ExistingSide {
  readonly project: string
  readonly runId: string
  readonly side: 'before' | 'after'
  readonly row: Row
}

async function existingRun(context: RunsContext, { project, runId, side, row }: ExistingSide): Promise<RunRecord> {
  const run = await getRunRecord(context, project, runId)
  if ((await context.active.planOf(run)).includes(row.id)) return run
  throw new AppError('bad_request', `The run ${runId} does not have the row ${row.id}.`, {
    where: `${side}.runId`,
    fix: 'Name a run of this row, or a target to run now.',
  })
}

/** @throws AppError `not_found` */
export async function getProof(context: RunsContext, project: string, proofId: string): Promise<ProofAttempt> {
  const record = await selectProof(context.control.db, { project, proofId })
  if (record === undefined) {
    throw new AppError('not_found', `There is no proof ${JSON.stringify(proofId)}.`, { where: 'id' })
  }
  const state = await stateOfProof(context, record)
  const { proof } = await context.datasets.row(project, record.rowId)
  const isOwn = proof !== null && proof.before.runId === record.beforeRun && proof.after.runId === record.afterRun
  // What is stored is what was decided: a trial that was still under way then changes no word of it.
  const { verdict, reason } = record.decision ?? state.decision
  const kept = isOwn ? proof : state.decision
  const [before, after] = await Promise.all([
    sideView(context, state.before, kept.before),
    sideView(context, state.after, kept.after),
  ])
  return {
    id: record.id,
    rowId: record.rowId,
    rowRevision: record.rowRevision,
    status: record.status,
    verdict,
    reason,
    before,
    after,
    proof: isOwn ? proof : null,
    startedBy: record.startedBy,
    createdAt: record.createdAt.toISOString(),
  }
}

type SideCounts = Pick<ProofState['decision']['before'], 'passed' | 'failed' | 'unknown' | 'errors'>

async function sideView(context: RunsContext, run: RunRecord, { passed, failed, unknown, errors }: SideCounts) {
  return { run: await viewOfRun(context, run), passRate: passRate([{ passed, failed, unknown }]), errors }
}
