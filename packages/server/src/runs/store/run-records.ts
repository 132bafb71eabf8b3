import type { RunStatus, RunSummaryView, RunTarget, TargetSpec } from '@pawl/core'
import { type Selectable, sql } from 'kysely'
import type { ControlSchema, ControlStore } from '../../platform/control/index.ts'
import type { FoundSecretUse } from '../../platform/secrets/index.ts'

type Db = ControlStore['db']

/** One evaluator of a run: how rows and callers name it, and which version that was when the run began. */
export interface PinnedEvaluator {
  readonly reference: string
  readonly name: string
  readonly version: string
}

/** A run as it is stored. */
export interface RunRecord {
  readonly id: string
  readonly project: string
  readonly target: RunTarget
  readonly spec: TargetSpec
  readonly datasetId: string
  /** When the run began: a dataset may be renamed. */
  readonly datasetName: string
  readonly datasetRevision: number
  readonly evaluators: readonly PinnedEvaluator[]
  readonly namedEvaluators: readonly string[]
  readonly useRowEvaluators: boolean
  readonly rowCount: number
  readonly trialsPerRow: number
  /** Every trial of the plan before this place has been leased at least once. */
  readonly nextPlace: number
  readonly concurrency: number
  readonly seed: string
  readonly spendingCapUsd: number | null
  readonly note: string
  readonly status: RunStatus
  readonly statusReason: string
  readonly summary: RunSummaryView | null
  readonly proofId: string | null
  /** Of the gate that asks for its trials one by one; null for a run with a plan. */
  readonly gate: RunOfGate | null
  readonly startedBy: string
  readonly createdAt: Date
  readonly finishedAt: Date | null
}

export interface RunOfGate {
  readonly id: string
  readonly side: 'candidate' | 'baseline'
}

export type NewRunRecord = Omit<
  RunRecord,
  'nextPlace' | 'status' | 'statusReason' | 'summary' | 'finishedAt' | 'gate'
> & {
  readonly rowIds: readonly string[]
  readonly gate?: RunOfGate
}

/** @throws a unique violation when the id is taken */
export async function insertRun(control: ControlStore, run: NewRunRecord): Promise<void> {
  await control.transaction(async (transaction) => {
    await transaction
      .insertInto('runs')
      .values({
        id: run.id,
        project: run.project,
        target: JSON.stringify(run.target),
        spec: JSON.stringify(run.spec),
        dataset_id: run.datasetId,
        dataset_name: run.datasetName,
        dataset_revision: run.datasetRevision,
        evaluators: JSON.stringify(run.evaluators),
        named_evaluators: JSON.stringify(run.namedEvaluators),
        use_row_evaluators: run.useRowEvaluators,
        row_count: run.rowCount,
        trials_per_row: run.trialsPerRow,
        concurrency: run.concurrency,
        seed: run.seed,
        spending_cap_usd: run.spendingCapUsd,
        note: run.note,
        // A gate asks for every trial: its plan has none to hand out.
        ...(run.gate === undefined ? { status: 'planned' } : { status: 'running', next_place: run.rowIds.length }),
        proof_id: run.proofId,
        gate_id: run.gate?.id ?? null,
        gate_side: run.gate?.side ?? null,
        started_by: run.startedBy,
        created_at: run.createdAt,
      })
      .execute()
    await transaction
      .insertInto('run_plans')
      .values({ run_id: run.id, row_ids: JSON.stringify(run.rowIds) })
      .execute()
  })
}

export async function selectRun(
  db: Db,
  { project, runId }: { project: string; runId: string },
): Promise<RunRecord | undefined> {
  const row = await db
    .selectFrom('runs')
    .selectAll()
    .where('id', '=', runId)
    .where('project', '=', project)
    .executeTakeFirst()
  return row === undefined ? undefined : toRecord(row)
}

/** In no order; those that are gone are left out. */
export async function selectRunsByIds(db: Db, project: string, ids: readonly string[]): Promise<readonly RunRecord[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('runs')
    .selectAll()
    .where('id', 'in', [...ids])
    .where('project', '=', project)
    .execute()
  return rows.map(toRecord)
}

export async function selectPlan(db: Db, runId: string): Promise<readonly string[]> {
  const row = await db.selectFrom('run_plans').select('row_ids').where('run_id', '=', runId).executeTakeFirst()
  return (row?.row_ids ?? []) as readonly string[]
}

export interface RunsFilter {
  readonly project: string
  readonly datasetName?: string | undefined
  readonly statuses?: readonly RunStatus[] | undefined
  readonly targetTypes?: readonly string[] | undefined
  readonly targetName?: string | undefined
  /** The last one of the page before. */
  readonly after?: { readonly createdAtMs: number; readonly id: string } | undefined
  readonly limit: number
}

/** Newest first. */
export async function selectRuns(db: Db, filter: RunsFilter): Promise<readonly RunRecord[]> {
  let query = db.selectFrom('runs').selectAll().where('project', '=', filter.project)
  if (filter.datasetName !== undefined) query = query.where('dataset_name', '=', filter.datasetName)
  if (filter.statuses !== undefined) query = query.where('status', 'in', [...filter.statuses])
  if (filter.targetTypes !== undefined) {
    query = query.where(sql<string>`target->>'type'`, 'in', [...filter.targetTypes])
  }
  if (filter.targetName !== undefined) query = query.where(sql<string>`target->>'name'`, '=', filter.targetName)
  if (filter.after !== undefined) {
    const { createdAtMs, id } = filter.after
    query = query.where(sql<boolean>`(created_at, id) < (${new Date(createdAtMs)}::timestamptz, ${id}::text)`)
  }
  const rows = await query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(filter.limit).execute()
  return rows.map(toRecord)
}

/** The newest runs whose target is a version of this prompt. */
export async function selectRunIdsOfPrompt(
  db: Db,
  { project, prompt, limit }: { readonly project: string; readonly prompt: string; readonly limit: number },
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('runs')
    .select('id')
    .where('project', '=', project)
    .where(sql<string>`spec->>'type'`, '=', 'prompt')
    // Pinned as `name@id`; a name has no "@".
    .where(sql<string>`split_part(spec->>'prompt', '@', 1)`, '=', prompt)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

/** Runs that the server should be working on; those of gates are for their gates to go on with. */
export async function selectUnfinishedRuns(db: Db): Promise<readonly RunRecord[]> {
  const rows = await db
    .selectFrom('runs')
    .selectAll()
    .where('status', 'in', ['planned', 'running'])
    .where('gate_id', 'is', null)
    .execute()
  return rows.map(toRecord)
}

export async function selectSecretUses(db: Db, project: string): Promise<readonly FoundSecretUse[]> {
  const rows = await db
    .selectFrom('runs')
    .select(['id', sql<string>`spec::text`.as('text')])
    .where('project', '=', project)
    .where('status', 'in', ['planned', 'running'])
    .where(sql`spec::text`, 'like', '%${secrets.%')
    .orderBy('created_at')
    .execute()
  return rows.map(({ id, text }) => ({ kind: 'run', name: id, texts: [text] }))
}

/** In the order in which they were opened. */
export async function selectRunsOfGate(db: Db, project: string, gateId: string): Promise<readonly RunRecord[]> {
  const rows = await db
    .selectFrom('runs')
    .selectAll()
    .where('gate_id', '=', gateId)
    .where('project', '=', project)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map(toRecord)
}

export interface StatusChange {
  readonly runId: string
  readonly from: readonly RunStatus[]
  readonly to: RunStatus
  readonly reason: string
  readonly at: Date | null
}

/** @returns whether the run had one of the statuses `from` */
export async function changeStatus(db: Db, { runId, from, to, reason, at }: StatusChange): Promise<boolean> {
  const result = await db
    .updateTable('runs')
    .set({ status: to, status_reason: reason, finished_at: at })
    .where('id', '=', runId)
    .where('status', 'in', [...from])
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

export async function setSpendingCap(db: Db, runId: string, capUsd: number | null): Promise<void> {
  await db.updateTable('runs').set({ spending_cap_usd: capUsd }).where('id', '=', runId).execute()
}

/** Finishes a run of which nothing is left to lease and nothing is leased. @returns whether this call did it */
export async function finishIfDone(db: Db, runId: string, at: Date): Promise<boolean> {
  const result = await db
    .updateTable('runs')
    .set({ status: 'finished', status_reason: '', finished_at: at })
    .where('id', '=', runId)
    .where('status', 'in', ['planned', 'running'])
    .where('gate_id', 'is', null)
    .where(sql<boolean>`next_place >= row_count * trials_per_row`)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('run_leases').select('id').where('run_id', '=', runId))),
    )
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

export async function storeSummary(db: Db, runId: string, summary: RunSummaryView): Promise<void> {
  await db
    .updateTable('runs')
    .set({ summary: JSON.stringify(summary) })
    .where('id', '=', runId)
    .execute()
}

export async function deleteRun(db: Db, runId: string): Promise<void> {
  await db.deleteFrom('runs').where('id', '=', runId).execute()
}

type RunRow = Selectable<ControlSchema['runs']>

function toRecord(row: RunRow): RunRecord {
  return {
    id: row.id,
    project: row.project,
    target: row.target as RunTarget,
    spec: row.spec as TargetSpec,
    datasetId: row.dataset_id,
    datasetName: row.dataset_name,
    datasetRevision: row.dataset_revision,
    evaluators: row.evaluators as readonly PinnedEvaluator[],
    namedEvaluators: row.named_evaluators as readonly string[],
    useRowEvaluators: row.use_row_evaluators,
    rowCount: row.row_count,
    trialsPerRow: row.trials_per_row,
    nextPlace: row.next_place,
    concurrency: row.concurrency,
    seed: row.seed,
    spendingCapUsd: row.spending_cap_usd,
    note: row.note,
    status: row.status,
    statusReason: row.status_reason,
    summary: row.summary as RunSummaryView | null,
    proofId: row.proof_id,
    gate: row.gate_id === null || row.gate_side === null ? null : { id: row.gate_id, side: row.gate_side },
    startedBy: row.started_by,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
  }
}
