import type { CheckedVersion, EvaluatorDefinition, EvaluatorExample, ExamplesReport, ListedEvaluator } from '@pawl/core'
import type { ControlTransaction } from '../platform/control/index.ts'
import type { EvaluatorKey, EvaluatorsDb } from './evaluators-deps.ts'

export interface EvaluatorRow {
  readonly name: string
  readonly createdAt: string
  readonly createdBy: string
  readonly archivedAt: string | null
  readonly archivedBy: string | null
  readonly archiveReason: string
}

/** @returns whether there was none of that name */
export async function insertEvaluator(
  db: EvaluatorsDb,
  { project, evaluator, by, at }: EvaluatorKey & { readonly by: string; readonly at: Date },
): Promise<boolean> {
  const [result] = await db
    .insertInto('evaluators')
    .values({ project, name: evaluator, created_by: by, created_at: at, archived_at: null })
    .onConflict((on) => on.doNothing())
    .execute()
  return result?.numInsertedOrUpdatedRows === 1n
}

export async function selectEvaluator(
  db: EvaluatorsDb,
  { project, evaluator }: EvaluatorKey,
): Promise<EvaluatorRow | null> {
  const row = await evaluatorQuery(db, { project, evaluator }).executeTakeFirst()
  return row === undefined ? null : toEvaluatorRow(row)
}

/** Locked until the transaction ends, so that two versions saved at once get two numbers. */
export async function lockEvaluator(transaction: ControlTransaction, key: EvaluatorKey): Promise<EvaluatorRow | null> {
  const row = await evaluatorQuery(transaction, key).forUpdate().executeTakeFirst()
  return row === undefined ? null : toEvaluatorRow(row)
}

function evaluatorQuery(db: EvaluatorsDb, { project, evaluator }: EvaluatorKey) {
  return db
    .selectFrom('evaluators')
    .select(['name', 'created_at', 'created_by', 'archived_at', 'archived_by', 'archive_reason'])
    .where('project', '=', project)
    .where('name', '=', evaluator)
}

export async function selectEvaluatorNames(db: EvaluatorsDb, project: string): Promise<string[]> {
  const rows = await db
    .selectFrom('evaluators')
    .select('name')
    .where('project', '=', project)
    .where('archived_at', 'is', null)
    .orderBy('name')
    .execute()
  return rows.map(({ name }) => name)
}

/** @returns whether there is such an evaluator */
export async function updateArchived(
  db: EvaluatorsDb,
  { project, evaluator }: EvaluatorKey,
  archived: { readonly at: Date; readonly by: string; readonly reason: string } | null,
): Promise<boolean> {
  const result = await db
    .updateTable('evaluators')
    .set({
      archived_at: archived?.at ?? null,
      archived_by: archived?.by ?? null,
      archive_reason: archived?.reason ?? '',
    })
    .where('project', '=', project)
    .where('name', '=', evaluator)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** Each with its newest version, by name. */
export async function selectListed(
  db: EvaluatorsDb,
  { project, withArchived }: { readonly project: string; readonly withArchived: boolean },
): Promise<Omit<ListedEvaluator, 'usedBy'>[]> {
  const all = db
    .selectFrom('evaluator_versions as v')
    .innerJoin('evaluators as e', (join) =>
      join.onRef('e.project', '=', 'v.project').onRef('e.name', '=', 'v.evaluator'),
    )
    .distinctOn('v.evaluator')
    .select(['v.evaluator', 'v.number', 'v.id', 'v.definition', 'v.examples', 'v.note', 'v.author', 'v.created_at'])
    .select(['v.examples_report', 'e.archived_at'])
    .where('v.project', '=', project)
    .orderBy('v.evaluator')
    .orderBy('v.number', 'desc')
  const rows = await (withArchived ? all : all.where('e.archived_at', 'is', null)).execute()
  return rows.map((row) => {
    const { name, id, number, definition, examples, note, author, createdAt, check } = toVersion(row)
    return {
      name,
      kind: definition.kind,
      versionId: id,
      number,
      note,
      author,
      createdAt,
      exampleCount: examples.length,
      examplesState: check.state,
      archivedAt: row.archived_at?.toISOString() ?? null,
    }
  })
}

export async function insertVersion(db: EvaluatorsDb, project: string, version: CheckedVersion): Promise<void> {
  await db
    .insertInto('evaluator_versions')
    .values({
      project,
      evaluator: version.name,
      number: version.number,
      id: version.id,
      definition: JSON.stringify(version.definition),
      examples: JSON.stringify(version.examples),
      note: version.note,
      author: version.author,
      created_at: version.createdAt,
      examples_report: JSON.stringify(version.check),
    })
    .execute()
}

/** Which versions of an evaluator are asked for; newest first. */
export type VersionCondition = 'all' | 'newest' | { readonly number: number } | { readonly idPrefix: string }

export async function selectVersions(
  db: EvaluatorsDb,
  { project, evaluator }: EvaluatorKey,
  condition: VersionCondition,
): Promise<CheckedVersion[]> {
  let query = db
    .selectFrom('evaluator_versions')
    .select(['evaluator', 'number', 'id', 'definition', 'examples', 'note', 'author', 'created_at', 'examples_report'])
    .where('project', '=', project)
    .where('evaluator', '=', evaluator)
    .orderBy('number', 'desc')
  if (condition === 'newest') query = query.limit(1)
  else if (condition !== 'all') {
    // The prefix is hex digits only: nothing in it means anything to LIKE.
    query =
      'number' in condition
        ? query.where('number', '=', condition.number)
        : query.where('id', 'like', `${condition.idPrefix}%`)
  }
  return (await query.execute()).map(toVersion)
}

export async function updateExamplesReport(
  db: EvaluatorsDb,
  { project, evaluator, number }: EvaluatorKey & { readonly number: number },
  report: ExamplesReport,
): Promise<void> {
  await db
    .updateTable('evaluator_versions')
    .set({ examples_report: JSON.stringify(report) })
    .where('project', '=', project)
    .where('evaluator', '=', evaluator)
    .where('number', '=', number)
    .execute()
}

interface StoredVersion {
  readonly evaluator: string
  readonly number: number
  readonly id: string
  readonly definition: unknown
  readonly examples: unknown
  readonly note: string
  readonly author: string
  readonly created_at: Date
  readonly examples_report: unknown
}

function toVersion(row: StoredVersion): CheckedVersion {
  return {
    id: row.id,
    name: row.evaluator,
    number: row.number,
    definition: row.definition as EvaluatorDefinition,
    examples: row.examples as EvaluatorExample[],
    note: row.note,
    author: row.author,
    createdAt: row.created_at.toISOString(),
    check: row.examples_report as ExamplesReport,
  }
}

function toEvaluatorRow(row: {
  readonly name: string
  readonly created_at: Date
  readonly created_by: string
  readonly archived_at: Date | null
  readonly archived_by: string | null
  readonly archive_reason: string
}): EvaluatorRow {
  return {
    name: row.name,
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
    archivedAt: row.archived_at?.toISOString() ?? null,
    archivedBy: row.archived_by,
    archiveReason: row.archive_reason,
  }
}
