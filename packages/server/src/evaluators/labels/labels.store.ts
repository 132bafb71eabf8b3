import type { EvaluationSubject, EvaluatorResult, Label, Stratum, SubjectSource, SwappedJudgement } from '@pawl/core'
import { sql } from 'kysely'
import type { EvaluatorKey, EvaluatorsDb } from '../evaluators-deps.ts'

export interface NewSubjectRow {
  readonly id: string
  readonly hash: string
  readonly subject: EvaluationSubject
  readonly source: SubjectSource
}

/** @returns the id of each subject by its hash, of those that were there too */
export async function insertSubjects(
  db: EvaluatorsDb,
  { project, evaluator, by, at }: EvaluatorKey & { readonly by: string; readonly at: Date },
  rows: readonly NewSubjectRow[],
): Promise<ReadonlyMap<string, string>> {
  const [ids, hashes] = [rows.map(({ id }) => id), rows.map(({ hash }) => hash)]
  const subjects = rows.map(({ subject }) => JSON.stringify(subject))
  const sources = rows.map(({ source }) => JSON.stringify(source))
  await sql`insert into label_subjects (id, project, evaluator, subject_hash, subject, source, added_by, created_at)
    select id, ${project}, ${evaluator}, hash, subject::json, source::json, ${by}, ${at}
    from unnest(${ids}::text[], ${hashes}::text[], ${subjects}::text[], ${sources}::text[]) as given (id, hash, subject, source)
    on conflict do nothing`.execute(db)
  const stored = await db
    .selectFrom('label_subjects')
    .select(['id', 'subject_hash'])
    .where('project', '=', project)
    .where('evaluator', '=', evaluator)
    .where('subject_hash', 'in', [...new Set(hashes)])
    .execute()
  return new Map(stored.map(({ id, subject_hash }) => [subject_hash, id]))
}

export interface JudgementRow {
  readonly subjectId: string
  readonly versionId: string
  readonly result: EvaluatorResult
  readonly choices: SwappedJudgement | null
  readonly stratum: Stratum
}

/** A later judgement of the same version replaces the earlier one. */
export async function upsertJudgements(db: EvaluatorsDb, rows: readonly JudgementRow[], at: Date): Promise<void> {
  if (rows.length === 0) return
  // One statement cannot change the same row twice.
  const last = [...new Map(rows.map((row) => [`${row.subjectId} ${row.versionId}`, row])).values()]
  await db
    .insertInto('label_judgements')
    .values(
      last.map(({ subjectId, versionId, result, choices, stratum }) => ({
        subject_id: subjectId,
        version_id: versionId,
        result: JSON.stringify(result),
        choices: choices === null ? null : JSON.stringify(choices),
        stratum,
        judged_at: at,
      })),
    )
    .onConflict((on) =>
      on.columns(['subject_id', 'version_id']).doUpdateSet((set) => ({
        result: set.ref('excluded.result'),
        choices: set.ref('excluded.choices'),
        stratum: set.ref('excluded.stratum'),
        judged_at: set.ref('excluded.judged_at'),
      })),
    )
    .execute()
}

export interface LabelRow {
  readonly id: string
  readonly subjectId: string
  readonly outcome: 'pass' | 'fail'
  readonly note: string
  readonly person: string
}

/** @returns the ids of those subjects that the project has */
export async function selectKnownSubjects(
  db: EvaluatorsDb,
  project: string,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('label_subjects')
    .select('id')
    .where('project', '=', project)
    .where('id', 'in', ids)
    .execute()
  return new Set(rows.map(({ id }) => id))
}

export async function upsertLabels(
  db: EvaluatorsDb,
  { project, at }: { readonly project: string; readonly at: Date },
  rows: readonly LabelRow[],
): Promise<void> {
  await db
    .insertInto('labels')
    .values(
      rows.map(({ id, subjectId, outcome, note, person }) => ({
        id,
        project,
        subject_id: subjectId,
        outcome,
        note,
        person,
        created_at: at,
      })),
    )
    .onConflict((on) =>
      on.columns(['subject_id', 'person']).doUpdateSet((set) => ({
        id: set.ref('excluded.id'),
        outcome: set.ref('excluded.outcome'),
        note: set.ref('excluded.note'),
        created_at: set.ref('excluded.created_at'),
      })),
    )
    .execute()
}

/** @returns whether there was such a label */
export async function deleteLabel(db: EvaluatorsDb, project: string, id: string): Promise<boolean> {
  const result = await db.deleteFrom('labels').where('project', '=', project).where('id', '=', id).executeTakeFirst()
  return result.numDeletedRows === 1n
}

export interface LabelPage {
  readonly limit: number
  /** Labels before this place, which `labelPlace` gives. */
  readonly before?: { readonly at: Date; readonly id: string }
  readonly ids?: readonly string[]
}

/** Newest first. */
export async function selectLabels(
  db: EvaluatorsDb,
  { project, evaluator }: { readonly project: string; readonly evaluator?: string },
  { limit, before, ids }: LabelPage,
): Promise<Label[]> {
  let query = db
    .selectFrom('labels as l')
    .innerJoin('label_subjects as s', 's.id', 'l.subject_id')
    .select(['l.id', 's.evaluator', 'l.subject_id', 's.subject', 's.source', 'l.outcome', 'l.note', 'l.person'])
    .select('l.created_at')
    .where('l.project', '=', project)
    .orderBy('l.created_at', 'desc')
    .orderBy('l.id', 'desc')
    .limit(limit)
  if (evaluator !== undefined) query = query.where('s.evaluator', '=', evaluator)
  if (ids !== undefined) query = query.where('l.id', 'in', ids)
  if (before !== undefined) query = query.where(sql<boolean>`(l.created_at, l.id) < (${before.at}, ${before.id})`)
  return (await query.execute()).map((row) => ({
    id: row.id,
    evaluator: row.evaluator,
    subjectId: row.subject_id,
    subject: row.subject as EvaluationSubject,
    source: row.source as SubjectSource,
    outcome: row.outcome,
    note: row.note,
    person: row.person,
    createdAt: row.created_at.toISOString(),
  }))
}
