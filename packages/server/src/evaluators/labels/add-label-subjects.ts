import { randomUUID } from 'node:crypto'
import { canonicalJsonText, type NewLabelSubject, stratumOf } from '@pawl/core'
import { sha256 } from '../../platform/hash/index.ts'
import { selectVersions } from '../evaluators.store.ts'
import type { Author, EvaluatorsDeps } from '../evaluators-deps.ts'
import { evaluatorNotFound, resolveVersions } from '../find-version.ts'
import { insertSubjects, type JudgementRow, upsertJudgements } from './labels.store.ts'

export interface SubjectsToAdd {
  readonly evaluator: string
  readonly subjects: readonly NewLabelSubject[]
}

/**
 * Copies subjects into the labelling queue of an evaluator. One that is there already stays as it is; what a judge said
 * about it is remembered either way.
 *
 * @throws AppError `not_found` for the evaluator or for a version that judged
 */
export async function addLabelSubjects(
  deps: EvaluatorsDeps,
  { project, person }: Author,
  { evaluator, subjects }: SubjectsToAdd,
): Promise<{ readonly subjectIds: string[]; readonly addedCount: number }> {
  const { db } = deps.control
  const key = { project, evaluator }
  const [newest] = await selectVersions(db, key, 'newest')
  if (newest === undefined) throw await evaluatorNotFound(db, project, [evaluator])
  const versionIds = await versionIdsOf(deps, key, subjects)
  const rows = subjects.map(({ subject, source }) => ({
    id: randomUUID(),
    hash: sha256(canonicalJsonText(subject)),
    subject,
    source,
  }))
  const at = deps.now()
  return await deps.control.transaction(async (transaction) => {
    const ids = await insertSubjects(transaction, { ...key, by: person, at }, rows)
    const subjectIds = rows.map(({ id, hash }) => ids.get(hash) ?? id)
    const judgements = subjects.flatMap(({ judgement }, index): JudgementRow[] => {
      if (judgement === undefined) return []
      const versionId = (judgement.versionId && versionIds.get(judgement.versionId)) ?? newest.id
      const { result, choices = null } = judgement
      return [{ subjectId: subjectIds[index] ?? '', versionId, result, choices, stratum: stratumOf(result) }]
    })
    await upsertJudgements(transaction, judgements, at)
    const given = new Set<string>(rows.map(({ id }) => id))
    return { subjectIds, addedCount: [...ids.values()].filter((id) => given.has(id)).length }
  })
}

/** The whole ids of the versions that are named, which must be the evaluator's own. */
async function versionIdsOf(
  { control: { db } }: EvaluatorsDeps,
  { project, evaluator }: { readonly project: string; readonly evaluator: string },
  subjects: readonly NewLabelSubject[],
): Promise<ReadonlyMap<string, string>> {
  const named = [...new Set(subjects.flatMap(({ judgement }) => judgement?.versionId ?? []))]
  const references = named.map((id) => `${evaluator}@${id}`)
  const versions = await resolveVersions(db, project, references)
  return new Map(named.map((id, index) => [id, versions[index]?.id ?? id]))
}
