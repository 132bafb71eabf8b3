import { randomUUID } from 'node:crypto'
import { AppError, type Label, type NewLabel } from '@pawl/core'
import type { Author, EvaluatorsDeps } from '../evaluators-deps.ts'
import { selectKnownSubjects, selectLabels, upsertLabels } from './labels.store.ts'

/**
 * Stores what people say about subjects. A person's later label of a subject replaces the earlier one.
 *
 * @throws AppError `not_found` that names the subjects which are not there
 */
export async function addLabels(
  deps: EvaluatorsDeps,
  { project, person }: Author,
  labels: readonly NewLabel[],
): Promise<Label[]> {
  const { db } = deps.control
  const known = await selectKnownSubjects(db, project, [...new Set(labels.map(({ subjectId }) => subjectId))])
  const missing = labels.filter(({ subjectId }) => !known.has(subjectId)).map(({ subjectId }) => subjectId)
  if (missing.length > 0) {
    throw new AppError('not_found', `There is no subject ${missing.slice(0, 3).join(', ')} to label.`, {
      where: 'subjectId',
      fix: 'Add what is to be labelled with POST /api/labels/subjects, which answers the ids.',
    })
  }
  const rows = labels.map((label) => ({ ...label, id: randomUUID(), person: label.person ?? person }))
  // One statement cannot change the same label twice.
  const last = [...new Map(rows.map((row) => [`${row.subjectId} ${row.person}`, row])).values()]
  await upsertLabels(db, { project, at: deps.now() }, last)
  const stored = await selectLabels(db, { project }, { limit: last.length, ids: last.map(({ id }) => id) })
  const byId = new Map(stored.map((label) => [label.id, label]))
  return last.flatMap(({ id }) => byId.get(id) ?? [])
}
