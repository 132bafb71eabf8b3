import { createHash } from 'node:crypto'
import {
  AppError,
  type CheckedVersion,
  canonicalJsonText,
  type ExamplesReport,
  evaluatorVersionText,
  type NewEvaluator,
  type NewEvaluatorVersion,
} from '@pawl/core'
import type { ControlTransaction } from '../platform/control/index.ts'
import { insertEvaluator, insertVersion, lockEvaluator, selectVersions } from './evaluators.store.ts'
import type { Author, EvaluatorsDeps } from './evaluators-deps.ts'
import { evaluatorNotFound } from './find-version.ts'
import { runExamples } from './run-examples.ts'

export interface SavedVersion {
  readonly version: CheckedVersion
  /** False when the newest version was the same. */
  readonly isNew: boolean
}

interface VersionToSave {
  readonly name: string
  readonly version: NewEvaluatorVersion
}

/**
 * Makes an evaluator with its first version. Its examples are run first; one that gets them wrong is stored all the same, as
 * a draft that cannot be attached.
 *
 * @throws AppError `conflict` when there is one of that name
 */
export async function createEvaluator(
  deps: EvaluatorsDeps,
  author: Author,
  { name, ...version }: NewEvaluator,
): Promise<CheckedVersion> {
  const check = await runExamples(deps, { project: author.project, ...version })
  return await deps.control.transaction(async (transaction) => {
    const key = { project: author.project, evaluator: name }
    const isNew = await insertEvaluator(transaction, { ...key, by: author.person, at: deps.now() })
    if (!isNew) {
      throw new AppError('conflict', `There is an evaluator ${JSON.stringify(name)} already.`, {
        where: 'name',
        fix: 'Add a version to it, or choose another name.',
      })
    }
    return await storeVersion(transaction, { deps, author, toSave: { name, version }, check, number: 1 })
  })
}

/**
 * Adds a version, whose examples are run first. What the newest version says already is that version; its note stays.
 *
 * @throws AppError `not_found`; `conflict` when the evaluator is archived
 */
export async function addVersion(
  deps: EvaluatorsDeps,
  author: Author,
  { name, version }: VersionToSave,
): Promise<SavedVersion> {
  const { project } = author
  const key = { project, evaluator: name }
  const [known] = await selectVersions(deps.control.db, key, 'newest')
  if (known !== undefined && isSame(known, version)) return { version: known, isNew: false }
  const check = await runExamples(deps, { project, ...version })
  return await deps.control.transaction(async (transaction) => {
    const row = await lockEvaluator(transaction, key)
    if (row === null) throw await evaluatorNotFound(transaction, project, [name])
    if (row.archivedAt !== null) throw archived(name)
    const [newest] = await selectVersions(transaction, key, 'newest')
    if (newest !== undefined && isSame(newest, version)) return { version: newest, isNew: false }
    const number = (newest?.number ?? 0) + 1
    const stored = await storeVersion(transaction, { deps, author, toSave: { name, version }, check, number })
    return { version: stored, isNew: true }
  })
}

interface Storing {
  readonly deps: EvaluatorsDeps
  readonly author: Author
  readonly toSave: VersionToSave
  readonly check: ExamplesReport
  readonly number: number
}

async function storeVersion(
  transaction: ControlTransaction,
  { deps, author, toSave: { name, version }, check, number }: Storing,
): Promise<CheckedVersion> {
  const stored: CheckedVersion = {
    id: createHash('sha256').update(evaluatorVersionText(version.definition)).digest('hex'),
    name,
    number,
    definition: version.definition,
    examples: version.examples,
    note: version.note,
    author: author.person,
    createdAt: deps.now().toISOString(),
    check,
  }
  await insertVersion(transaction, author.project, stored)
  return stored
}

function isSame(known: CheckedVersion, version: NewEvaluatorVersion): boolean {
  return (
    evaluatorVersionText(known.definition) === evaluatorVersionText(version.definition) &&
    canonicalJsonText(known.examples) === canonicalJsonText(version.examples)
  )
}

export const archived = (name: string): AppError =>
  new AppError('conflict', `The evaluator ${JSON.stringify(name)} is archived.`, {
    where: 'evaluator',
    fix: 'Bring it back first.',
  })
