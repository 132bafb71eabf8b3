import { isServerTarget } from '@pawl/core'
import { getRunRecord } from '../get-run-record.ts'
import { insertUnderNewId } from '../insert-under-new-id.ts'
import type { RunsContext } from '../runs-context.ts'
import { keepSummary } from '../settle-run.ts'
import { deleteLeases } from '../store/leases.ts'
import { changeStatus, type RunRecord, selectRunsOfGate } from '../store/run-records.ts'
import type { AdaptiveRequest, AdaptiveRun } from './adaptive-run.ts'
import { KnownTrials } from './known-trials.ts'
import { openServerTrials } from './server-trials.ts'
import { openWorkerTrials } from './worker-trials.ts'

/** Opens a run of a gate, or goes on with the one that it had before a crash. */
export async function openAdaptive(
  context: RunsContext,
  { project, person }: { readonly project: string; readonly person: string },
  request: AdaptiveRequest,
): Promise<AdaptiveRun> {
  const known = (await selectRunsOfGate(context.control.db, project, request.gate.id)).find(
    (run) => run.gate?.side === request.gate.side && isSameTarget(run, request),
  )
  const run = known ?? (await createAdaptive(context, { project, person, request }))
  context.active.shareBudget(run, request.budget)
  const stored = known === undefined ? new KnownTrials(run, []) : await KnownTrials.read(context, run)
  const trials = isServerTarget(run.spec)
    ? await openServerTrials(context, run, stored)
    : await openWorkerTrials(context, run, { stored, ...(request.onLeased && { onLeased: request.onLeased }) })
  return {
    runId: run.id,
    trial: (wish) => trials.trial(wish),
    flush: () => trials.flush(),
    async close() {
      await trials.flush()
      trials.close()
      await closeAdaptive(context, run)
    },
  }
}

function isSameTarget({ target, datasetName }: RunRecord, { name, datasetName: wanted }: AdaptiveRequest): boolean {
  return datasetName === wanted && target.name === name.name && target.version === name.version
}

async function createAdaptive(
  context: RunsContext,
  {
    project,
    person,
    request,
  }: { readonly project: string; readonly person: string; readonly request: AdaptiveRequest },
): Promise<RunRecord> {
  const { datasetName, datasetRevision, rowIds, evaluators, concurrency, spendingCapUsd, note, gate } = request
  const { datasetId } = await context.datasets.rows(project, datasetName, { revision: datasetRevision, rowIds: [] })
  const id = await insertUnderNewId(context, {
    ...{ project, datasetId, datasetName, datasetRevision, rowIds, concurrency, spendingCapUsd, note, gate },
    target: request.name,
    spec: request.target,
    evaluators: [...evaluators],
    namedEvaluators: [],
    useRowEvaluators: true,
    rowCount: rowIds.length,
    trialsPerRow: 1,
    seed: '',
    proofId: null,
    startedBy: person,
    createdAt: context.now(),
  })
  return await getRunRecord(context, project, id)
}

async function closeAdaptive(context: RunsContext, run: RunRecord): Promise<void> {
  const { db } = context.control
  const at = context.now()
  await changeStatus(db, { runId: run.id, from: ['planned', 'running'], to: 'finished', reason: '', at })
  await deleteLeases(db, run.id)
  await keepSummary(context, run)
  context.active.forget(run.id)
}
