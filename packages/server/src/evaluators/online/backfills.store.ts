import type { EvaluatorsDb } from '../evaluators-deps.ts'
import type { OnlineKey } from './online-deps.ts'

export interface StoredBackfill extends OnlineKey {
  readonly id: string
  readonly from: Date
  readonly to: Date
  readonly state: 'running' | 'done' | 'cancelled' | 'failed'
  readonly total: number
  readonly judged: number
  readonly after: { readonly startNs: bigint; readonly traceId: string } | null
  readonly problem: string | null
}

export interface NewBackfill extends OnlineKey {
  readonly id: string
  readonly from: Date
  readonly to: Date
  readonly total: number
  readonly who: string
  readonly at: Date
}

/** @returns false when one is under way already */
export async function insertBackfill(db: EvaluatorsDb, backfill: NewBackfill): Promise<boolean> {
  const { id, project, evaluator, from, to, total, who, at } = backfill
  const [result] = await db
    .insertInto('online_backfills')
    .values({
      ...{ id, project, evaluator, total, who },
      from_at: from,
      to_at: to,
      state: 'running',
      judged: 0,
      after_ns: null,
      after_trace: '',
      problem: null,
      created_at: at,
    })
    .onConflict((on) => on.columns(['project', 'evaluator']).where('state', '=', 'running').doNothing())
    .execute()
  return result?.numInsertedOrUpdatedRows === 1n
}

/** The newest of each online evaluation: of a project, of one evaluator, or of all. */
export async function selectBackfills(db: EvaluatorsDb, key: Partial<OnlineKey> = {}): Promise<StoredBackfill[]> {
  let query = db
    .selectFrom('online_backfills')
    .distinctOn(['project', 'evaluator'])
    .selectAll()
    .orderBy('project')
    .orderBy('evaluator')
    .orderBy('created_at', 'desc')
    .orderBy('id')
  if (key.project !== undefined) query = query.where('project', '=', key.project)
  if (key.evaluator !== undefined) query = query.where('evaluator', '=', key.evaluator)
  return (await query.execute()).map((row) => ({
    id: row.id,
    project: row.project,
    evaluator: row.evaluator,
    from: row.from_at,
    to: row.to_at,
    state: row.state,
    total: row.total,
    judged: row.judged,
    after: row.after_ns === null ? null : { startNs: BigInt(row.after_ns), traceId: row.after_trace },
    problem: row.problem,
  }))
}

export interface BackfillProgress {
  readonly state: StoredBackfill['state']
  readonly judged: number
  readonly after: StoredBackfill['after']
  readonly problem: string | null
}

/** Changes nothing of one that has been ended meanwhile. */
export async function updateBackfill(db: EvaluatorsDb, id: string, progress: BackfillProgress): Promise<void> {
  const { state, judged, after, problem } = progress
  await db
    .updateTable('online_backfills')
    .set({
      ...{ state, judged, problem },
      after_ns: after === null ? null : String(after.startNs),
      after_trace: after?.traceId ?? '',
    })
    .where('id', '=', id)
    .where('state', '=', 'running')
    .execute()
}

/** @returns whether one was under way */
export async function cancelRunningBackfill(db: EvaluatorsDb, { project, evaluator }: OnlineKey): Promise<boolean> {
  const result = await db
    .updateTable('online_backfills')
    .set({ state: 'cancelled', problem: null })
    .where('project', '=', project)
    .where('evaluator', '=', evaluator)
    .where('state', '=', 'running')
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}
