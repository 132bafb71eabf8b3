import { sql } from 'kysely'
import type { Db } from './datasets.ts'

/** 0 for a dataset that is archived or not there. */
export async function countActiveRows(db: Db, project: string, dataset: string): Promise<number> {
  const found = await db
    .selectFrom('datasets')
    .select('active_count')
    .where('project', '=', project)
    .where('name', '=', dataset)
    .where('archived_at', 'is', null)
    .executeTakeFirst()
  return found?.active_count ?? 0
}

/** Active rows that name an evaluator without a version. */
export async function countRowsJudgedByNewest(db: Db, project: string, evaluator: string): Promise<number> {
  const { count } = await db
    .selectFrom('dataset_rows')
    .innerJoin('datasets', 'datasets.id', 'dataset_rows.dataset_id')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('dataset_rows.project', '=', project)
    .where('dataset_rows.status', '=', 'active')
    .where('datasets.archived_at', 'is', null)
    .where(sql<boolean>`${evaluator} = any(dataset_rows.evaluators)`)
    .executeTakeFirstOrThrow()
  return count
}
