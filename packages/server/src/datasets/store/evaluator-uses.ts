import type { EvaluatorUse } from '@pawl/core'
import { sql } from 'kysely'
import type { Db } from './datasets.ts'

/** A row may name a version of an evaluator: what stands before `@` is its name. */
export async function selectEvaluatorUses(db: Db, project: string, evaluator?: string): Promise<EvaluatorUse[]> {
  const isNamed = evaluator === undefined ? sql`true` : sql`split_part(named.reference, '@', 1) = ${evaluator}`
  const { rows } = await sql<{ evaluator: string; name: string; rows: number }>`
    select split_part(named.reference, '@', 1) as evaluator, d.name, count(distinct r.id) as rows
    from dataset_rows r
    cross join lateral unnest(r.evaluators) as named (reference)
    join datasets d on d.id = r.dataset_id
    where r.project = ${project} and cardinality(r.evaluators) > 0 and r.status <> 'archived'
      and d.archived_at is null and ${isNamed}
    group by 1, 2`.execute(db)
  return rows.map((row) => ({ ...row, kind: 'dataset' }))
}
