import { type OnlineEvaluation, onlineEvaluationSchema } from '@pawl/core'
import { sql } from 'kysely'
import type { TraceCursor } from '../../traces/index.ts'
import type { EvaluatorsDb } from '../evaluators-deps.ts'
import type { OnlineKey } from './online-deps.ts'

/** An online evaluation as it is stored. */
export interface StoredOnline extends OnlineKey {
  readonly definition: OnlineEvaluation
  readonly who: string
  readonly createdAt: Date
  readonly cursor: TraceCursor
  readonly judgedUntil: Date | null
  readonly problem: string | null
  readonly isArchived: boolean
}

/** Of one project, or of all; by name. */
export async function selectOnline(db: EvaluatorsDb, key: Partial<OnlineKey> = {}): Promise<StoredOnline[]> {
  let query = db
    .selectFrom('online_evaluations as o')
    .innerJoin('evaluators as e', (join) =>
      join.onRef('e.project', '=', 'o.project').onRef('e.name', '=', 'o.evaluator'),
    )
    .selectAll('o')
    .select('e.archived_at')
    .orderBy('o.project')
    .orderBy('o.evaluator')
  if (key.project !== undefined) query = query.where('o.project', '=', key.project)
  if (key.evaluator !== undefined) query = query.where('o.evaluator', '=', key.evaluator)
  return (await query.execute()).map((row) => ({
    project: row.project,
    evaluator: row.evaluator,
    definition: onlineEvaluationSchema.parse(row.definition),
    who: row.who,
    createdAt: row.created_at,
    cursor: { version: BigInt(row.cursor_version), traceId: row.cursor_trace },
    judgedUntil: row.judged_until,
    problem: row.problem,
    isArchived: row.archived_at !== null,
  }))
}

export interface NewOnline extends OnlineKey {
  readonly definition: OnlineEvaluation
  readonly who: string
  readonly at: Date
}

/** Makes one that looks at what changes from now on, or changes the one that is there, which goes on where it is. */
export async function upsertOnline(db: EvaluatorsDb, { definition, who, at, ...key }: NewOnline): Promise<void> {
  await db
    .insertInto('online_evaluations')
    .values({
      ...key,
      definition: JSON.stringify(definition),
      who,
      created_at: at,
      cursor_version: String(BigInt(at.getTime()) * 1000n),
      cursor_trace: '',
      judged_until: null,
      problem: null,
    })
    .onConflict((on) =>
      on.columns(['project', 'evaluator']).doUpdateSet({ definition: JSON.stringify(definition), who, problem: null }),
    )
    .execute()
}

/** @returns whether there was one */
export async function deleteOnline(db: EvaluatorsDb, { project, evaluator }: OnlineKey): Promise<boolean> {
  const result = await db
    .deleteFrom('online_evaluations')
    .where('project', '=', project)
    .where('evaluator', '=', evaluator)
    .executeTakeFirst()
  return result.numDeletedRows > 0n
}

export interface OnlineProgress extends OnlineKey {
  /** Where it stood when this was begun. */
  readonly from: TraceCursor
  readonly cursor: TraceCursor
  /** Null: it stays as it is. */
  readonly judgedUntil: Date | null
  readonly problem: string | null
}

/** @returns false where it stands elsewhere: another server went on with it, or it was made anew */
export async function updateProgress(db: EvaluatorsDb, progress: OnlineProgress): Promise<boolean> {
  const { project, evaluator, from, cursor, judgedUntil, problem } = progress
  const result = await db
    .updateTable('online_evaluations')
    .set({
      cursor_version: String(cursor.version),
      cursor_trace: cursor.traceId,
      ...(judgedUntil === null ? {} : { judged_until: judgedUntil }),
      problem,
    })
    .where('project', '=', project)
    .where('evaluator', '=', evaluator)
    .where('cursor_version', '=', from.version)
    .where('cursor_trace', '=', from.traceId)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Says why it stands still, wherever it is. */
export async function updateProblem(
  db: EvaluatorsDb,
  { project, evaluator }: OnlineKey,
  problem: string,
): Promise<void> {
  await db
    .updateTable('online_evaluations')
    .set({ problem })
    .where('project', '=', project)
    .where('evaluator', '=', evaluator)
    .execute()
}

export interface OutcomeCounts {
  readonly pass: number
  readonly fail: number
  readonly unknown: number
}

export interface OnlineSums extends OutcomeCounts {
  readonly spentUsd: number
}

export interface HourAddition extends Partial<OnlineSums> {
  readonly at: Date
}

/** Adds to what an evaluator judged, and spent, in the hour of `at`. */
export async function addToHour(
  db: EvaluatorsDb,
  key: OnlineKey,
  { at, pass = 0, fail = 0, unknown = 0, spentUsd = 0 }: HourAddition,
): Promise<void> {
  const hour = new Date(Math.floor(at.getTime() / 3_600_000) * 3_600_000)
  await db
    .insertInto('online_hours')
    .values({
      ...key,
      hour,
      passed: pass,
      failed: fail,
      unknown,
      spent_usd: spentUsd,
    })
    .onConflict((on) =>
      on.columns(['project', 'evaluator', 'hour']).doUpdateSet({
        passed: sql`online_hours.passed + excluded.passed`,
        failed: sql`online_hours.failed + excluded.failed`,
        unknown: sql`online_hours.unknown + excluded.unknown`,
        spent_usd: sql`online_hours.spent_usd + excluded.spent_usd`,
      }),
    )
    .execute()
}

/** What was judged and spent from an hour on, by evaluator. */
export async function sumHours(
  db: EvaluatorsDb,
  project: string,
  since: Date,
): Promise<ReadonlyMap<string, OnlineSums>> {
  const rows = await db
    .selectFrom('online_hours')
    .select((of) => [
      'evaluator',
      of.fn.sum<number | bigint>('passed').as('pass'),
      of.fn.sum<number | bigint>('failed').as('fail'),
      of.fn.sum<number | bigint>('unknown').as('unknown'),
      of.fn.sum<number>('spent_usd').as('spent_usd'),
    ])
    .where('project', '=', project)
    .where('hour', '>=', since)
    .groupBy('evaluator')
    .execute()
  return new Map(
    rows.map((row) => [
      row.evaluator,
      {
        pass: Number(row.pass),
        fail: Number(row.fail),
        unknown: Number(row.unknown),
        spentUsd: Number(row.spent_usd),
      },
    ]),
  )
}

/** Nobody asks for counts of more than a day ago. */
export async function deleteOldHours(db: EvaluatorsDb, before: Date): Promise<void> {
  await db.deleteFrom('online_hours').where('hour', '<', before).execute()
}

/**
 * Makes this server the one that judges these projects' traffic, for a while, where no other is.
 *
 * @returns those that it judges
 */
export async function takeLeases(
  db: EvaluatorsDb,
  {
    projects,
    holder,
    seconds,
  }: { readonly projects: readonly string[]; readonly holder: string; readonly seconds: number },
): Promise<ReadonlySet<string>> {
  if (projects.length === 0) return new Set()
  // The database's clock counts for all servers.
  const until = sql<Date>`now() + make_interval(secs => ${seconds})`
  const rows = await db
    .insertInto('online_leases')
    .values(projects.map((project) => ({ project, holder, until })))
    .onConflict((on) =>
      on
        .column('project')
        .doUpdateSet({ holder, until })
        .where((where) =>
          where.or([where('online_leases.holder', '=', holder), where('online_leases.until', '<', sql<Date>`now()`)]),
        ),
    )
    .returning('project')
    .execute()
  return new Set(rows.map(({ project }) => project))
}

export async function dropLeases(db: EvaluatorsDb, holder: string): Promise<void> {
  await db.deleteFrom('online_leases').where('holder', '=', holder).execute()
}
