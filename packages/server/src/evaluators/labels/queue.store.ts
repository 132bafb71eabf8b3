import type { EvaluationSubject, EvaluatorResult, Stratum, SubjectSource, SwappedJudgement } from '@pawl/core'
import { sql } from 'kysely'
import type { EvaluatorKey, EvaluatorsDb } from '../evaluators-deps.ts'

/** Subjects of one stratum on which people say the same; `disputed`: as many passes as fails. */
export interface SubjectCount {
  /** Null: not judged by this version. */
  readonly stratum: Stratum | null
  readonly human: 'pass' | 'fail' | 'disputed' | 'none'
  readonly count: number
}

interface VersionKey extends EvaluatorKey {
  readonly versionId: string
}

export async function countSubjects(
  db: EvaluatorsDb,
  { project, evaluator, versionId }: VersionKey,
): Promise<SubjectCount[]> {
  const { rows } = await sql<SubjectCount>`
    with votes as (
      select subject_id, sum(case outcome when 'pass' then 1 else -1 end) as balance
      from labels where project = ${project} group by subject_id
    )
    select judgement.stratum,
      case when balance > 0 then 'pass' when balance < 0 then 'fail' when balance = 0 then 'disputed' else 'none' end as human,
      count(*)::int as count
    from label_subjects subject
    left join votes on votes.subject_id = subject.id
    left join label_judgements judgement on judgement.subject_id = subject.id and judgement.version_id = ${versionId}
    where subject.project = ${project} and subject.evaluator = ${evaluator}
    group by 1, 2`.execute(db)
  return rows
}

export async function selectChoices(
  db: EvaluatorsDb,
  { project, evaluator, versionId }: VersionKey,
): Promise<SwappedJudgement[]> {
  const rows = await db
    .selectFrom('label_judgements as j')
    .innerJoin('label_subjects as s', 's.id', 'j.subject_id')
    .select('j.choices')
    .where('s.project', '=', project)
    .where('s.evaluator', '=', evaluator)
    .where('j.version_id', '=', versionId)
    .where('j.choices', 'is not', null)
    .execute()
  return rows.map(({ choices }) => choices as SwappedJudgement)
}

export interface QueuedSubject {
  readonly id: string
  readonly subject: EvaluationSubject
  readonly source: SubjectSource
  readonly result: EvaluatorResult | null
}

/** Subjects of a stratum that nobody labelled, drawn at random: by a hash, in another order for each person. */
export async function drawUnlabelled(
  db: EvaluatorsDb,
  { project, evaluator, versionId }: VersionKey,
  { stratum, person, limit }: { readonly stratum: Stratum | null; readonly person: string; readonly limit: number },
): Promise<QueuedSubject[]> {
  const inStratum = stratum === null ? sql`judgement.stratum is null` : sql`judgement.stratum = ${stratum}`
  const { rows } = await sql<QueuedSubject>`
    select subject.id, subject.subject, subject.source, judgement.result
    from label_subjects subject
    left join label_judgements judgement on judgement.subject_id = subject.id and judgement.version_id = ${versionId}
    where subject.project = ${project} and subject.evaluator = ${evaluator} and ${inStratum}
      and not exists (select 1 from labels where labels.subject_id = subject.id)
    order by md5(subject.id || ${person}) limit ${limit}`.execute(db)
  return rows
}

/** Those that people labelled first, since their judgements are what a judge is measured by. */
export async function selectNotJudged(
  db: EvaluatorsDb,
  { project, evaluator, versionId }: VersionKey,
  limit: number,
): Promise<Pick<QueuedSubject, 'id' | 'subject'>[]> {
  const { rows } = await sql<Pick<QueuedSubject, 'id' | 'subject'>>`
    select subject.id, subject.subject from label_subjects subject
    where subject.project = ${project} and subject.evaluator = ${evaluator}
      and not exists (select 1 from label_judgements judgement where judgement.subject_id = subject.id and judgement.version_id = ${versionId})
    order by exists (select 1 from labels where labels.subject_id = subject.id) desc, md5(subject.id) limit ${limit}`.execute(
    db,
  )
  return rows
}
