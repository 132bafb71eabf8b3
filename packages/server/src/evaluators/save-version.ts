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
import { sha256 } from '../platform/hash/index.ts'
import { insertEvaluator, insertVersion, lockEvaluator, selectEvaluator, selectVersions } from './evaluators.store.ts'
import type { Author, EvaluatorsDeps } from './evaluators-deps.ts'
import { evaluatorNotFound } from './find-version.ts'
import { refusePlainHeaders } from './refuse-plain-headers.ts'
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
  refusePlainHeaders(version.definition)
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

/** Makes an evaluator without examples; one of that name that is there stays as it is. */
export async function ensureEvaluator(
  deps: EvaluatorsDeps,
  author: Author,
  evaluator: Omit<NewEvaluator, 'examples'>,
): Promise<void> {
  if ((await selectEvaluator(deps.control.db, { ...author, evaluator: evaluator.name })) !== null) return
  try {
    await createEvaluator(deps, author, { ...evaluator, examples: [] })
  } catch (error) {
    // Somebody was faster.
    if (!AppError.isInstance(error) || error.code !== 'conflict') throw error
  }
}

/**
 * Adds a version, whose examples are run first. What the newest version says already is that version; its note stays.
 *
 * @throws AppError `not_found`; `conflict` when the evaluator is archived, or judges active rows and no note says why it changes
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
  refusePlainHeaders(version.definition)
  const check = await runExamples(deps, { project, ...version })
  return await deps.control.transaction(async (transaction) => {
    const row = await lockEvaluator(transaction, key)
    if (row === null) throw await evaluatorNotFound(transaction, project, [name])
    if (row.archivedAt !== null) throw archived(name)
    const [newest] = await selectVersions(transaction, key, 'newest')
    if (newest !== undefined && isSame(newest, version)) return { version: newest, isNew: false }
    const number = (newest?.number ?? 0) + 1
    const judged = newest === undefined ? 0 : await countJudgedRows(transaction, { deps, project, newest, version })
    if (judged > 0 && version.note === '') throw judgesActiveRows(name, judged)
    const stored = await storeVersion(transaction, { deps, author, toSave: { name, version }, check, number })
    if (judged > 0) {
      const message = `Version ${number} of the evaluator ${name} judges ${rowsText(judged)} from now on`
      await deps.audit.append(transaction, {
        ...{ project, action: 'evaluator.changed', who: author.person, reason: version.note },
        details: { message, weakens: true, evaluator: name, number, versionId: stored.id, rowCount: judged },
      })
    }
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
    id: sha256(evaluatorVersionText(version.definition)),
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

interface Judged {
  readonly deps: EvaluatorsDeps
  readonly project: string
  readonly newest: CheckedVersion
  readonly version: NewEvaluatorVersion
}

/** Active rows that would be judged in another way. Other examples alone judge in the same. */
async function countJudgedRows(
  transaction: ControlTransaction,
  { deps, project, newest, version }: Judged,
): Promise<number> {
  if (evaluatorVersionText(newest.definition) === evaluatorVersionText(version.definition)) return 0
  let judged = 0
  for (const count of deps.rowCounts) judged += await count(transaction, project, newest.name)
  return judged
}

const rowsText = (count: number): string => (count === 1 ? '1 active row' : `${count} active rows`)

const judgesActiveRows = (name: string, count: number): AppError =>
  new AppError('conflict', `The evaluator ${name} judges ${rowsText(count)}, which another version may let pass.`, {
    where: 'note',
    fix: 'Say in `note` why it changes; it is kept in the audit log.',
  })
