import type { DatasetJob } from '@pawl/core'
import { sql } from 'kysely'
import type { Db } from './datasets.ts'

/** What a job has done so far; counted up while it runs. */
export type JobReport = {
  progress: { done: number; total: number | null; unit: DatasetJob['progress']['unit'] }
  problems: DatasetJob['problems']
} & Record<'read' | 'added' | 'merged' | 'skipped' | 'nearDuplicates' | 'problemCount', number>

interface NewJob {
  readonly id: string
  readonly project: string
  readonly datasetId: string
  readonly kind: DatasetJob['kind']
  readonly report: JobReport
  readonly person: string
  readonly startedAt: string
}

export async function insertJob(db: Db, job: NewJob): Promise<void> {
  const { id, project, datasetId, kind, report, person, startedAt } = job
  await db
    .insertInto('dataset_jobs')
    .values({
      ...{ id, project, dataset_id: datasetId, kind, state: 'running', report: JSON.stringify(report), error: null },
      ...{ started_by: person, started_at: startedAt, heartbeat_at: startedAt, finished_at: null },
    })
    .execute()
}

interface JobState {
  readonly id: string
  readonly state: DatasetJob['state']
  readonly error: string | null
  readonly report: JobReport
  readonly at: Date
}

/** @returns whether somebody asked to cancel it */
export async function updateJob(db: Db, { id, state, error, report, at }: JobState): Promise<boolean> {
  const finishedAt = state === 'running' ? null : at
  const { rows } = await sql<{ is_cancelled: boolean }>`update dataset_jobs set state = ${state}, error = ${error},
      report = ${JSON.stringify(report)}, heartbeat_at = ${at}, finished_at = ${finishedAt}
    where id = ${id} and state = 'running' returning is_cancelled`.execute(db)
  return rows[0]?.is_cancelled ?? false
}

export async function markCancelled(db: Db, id: string): Promise<void> {
  await db.updateTable('dataset_jobs').set({ is_cancelled: true }).where('id', '=', id).execute()
}

export async function selectJob(
  db: Db,
  project: string,
  id: string,
): Promise<(DatasetJob & { readonly heartbeatAt: Date }) | undefined> {
  const row = await db
    .selectFrom('dataset_jobs as j')
    .innerJoin('datasets as d', 'd.id', 'j.dataset_id')
    .selectAll('j')
    .select('d.name as dataset')
    .where('j.project', '=', project)
    .where('j.id', '=', id)
    .executeTakeFirst()
  if (row === undefined) return undefined
  return {
    ...(JSON.parse(row.report) as JobReport),
    id: row.id,
    dataset: row.dataset,
    kind: row.kind,
    state: row.state,
    error: row.error,
    startedBy: row.started_by,
    startedAt: row.started_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    heartbeatAt: row.heartbeat_at,
  }
}
