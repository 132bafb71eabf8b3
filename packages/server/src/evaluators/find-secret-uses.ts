import { sql } from 'kysely'
import type { FoundSecretUse } from '../platform/secrets/index.ts'
import type { EvaluatorsDb } from './evaluators-deps.ts'

/** Newest versions, also of archived evaluators: rows and runs go on using those. */
export async function findSecretUses(db: EvaluatorsDb, project: string): Promise<readonly FoundSecretUse[]> {
  const newest = db
    .selectFrom('evaluator_versions')
    .distinctOn('evaluator')
    .select(['evaluator', sql<string>`definition::text`.as('text')])
    .where('project', '=', project)
    .orderBy('evaluator')
    .orderBy('number', 'desc')
  const rows = await db
    .selectFrom(newest.as('newest'))
    .selectAll()
    .where('text', 'like', '%${secrets.%')
    .orderBy('evaluator')
    .execute()
  return rows.map(({ evaluator, text }) => ({ kind: 'evaluator', name: evaluator, texts: [text] }))
}
