import type { ProofAttempt } from '@pawl/core'
import type { ControlStore } from '../../platform/control/index.ts'

type Db = ControlStore['db']

/** What was decided, as the trials stood then. */
export type ProofVerdict = Pick<ProofAttempt, 'verdict' | 'reason'>

/** Two runs of one row, of which it is to be shown that the first fails it and the second passes it. */
export interface ProofRecord {
  readonly id: string
  readonly project: string
  readonly rowId: string
  readonly rowRevision: number
  readonly beforeRun: string
  readonly afterRun: string
  readonly status: 'running' | 'decided'
  /** Null while it runs. */
  readonly decision: ProofVerdict | null
  readonly startedBy: string
  readonly createdAt: Date
}

export type NewProofRecord = Omit<ProofRecord, 'status' | 'decision'>

export async function insertProof(db: Db, proof: NewProofRecord): Promise<void> {
  await db
    .insertInto('proof_attempts')
    .values({
      id: proof.id,
      project: proof.project,
      row_id: proof.rowId,
      row_revision: proof.rowRevision,
      before_run: proof.beforeRun,
      after_run: proof.afterRun,
      status: 'running',
      started_by: proof.startedBy,
      created_at: proof.createdAt,
    })
    .execute()
}

const columns = [
  'id',
  'project',
  'row_id',
  'row_revision',
  'before_run',
  'after_run',
  'status',
  'decision',
  'started_by',
  'created_at',
] as const

interface ProofRow {
  readonly id: string
  readonly project: string
  readonly row_id: string
  readonly row_revision: number
  readonly before_run: string
  readonly after_run: string
  readonly status: 'running' | 'decided'
  readonly decision: unknown
  readonly started_by: string
  readonly created_at: Date
}

const toProof = (row: ProofRow): ProofRecord => ({
  id: row.id,
  project: row.project,
  rowId: row.row_id,
  rowRevision: row.row_revision,
  beforeRun: row.before_run,
  afterRun: row.after_run,
  status: row.status,
  // Only markDecided writes it.
  decision: row.decision as ProofVerdict | null,
  startedBy: row.started_by,
  createdAt: row.created_at,
})

export async function selectProof(
  db: Db,
  { project, proofId }: { readonly project: string; readonly proofId: string },
): Promise<ProofRecord | undefined> {
  const row = await db
    .selectFrom('proof_attempts')
    .select(columns)
    .where('id', '=', proofId)
    .where('project', '=', project)
    .executeTakeFirst()
  return row === undefined ? undefined : toProof(row)
}

export async function selectRunningProofs(db: Db): Promise<readonly ProofRecord[]> {
  const rows = await db.selectFrom('proof_attempts').select(columns).where('status', '=', 'running').execute()
  return rows.map(toProof)
}

export async function markDecided(db: Db, id: string, decision: ProofVerdict): Promise<void> {
  await db
    .updateTable('proof_attempts')
    .set({ status: 'decided', decision: JSON.stringify(decision) })
    .where('id', '=', id)
    .where('status', '=', 'running')
    .execute()
}
