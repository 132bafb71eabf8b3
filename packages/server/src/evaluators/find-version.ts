import { AppError, type CheckedVersion, levenshteinRatio } from '@pawl/core'
import { selectEvaluatorNames, selectVersions, type VersionCondition } from './evaluators.store.ts'
import type { EvaluatorsDb } from './evaluators-deps.ts'

interface Reference {
  readonly name: string
  readonly condition: Exclude<VersionCondition, 'all'>
}

/** `name`, `name@3` or `name@<first six digits or more of the id>`. */
function readReference(text: string): Reference | null {
  const [, name, version] = /^([^@]+)(?:@([0-9a-f]{1,64}))?$/.exec(text) ?? []
  if (name === undefined) return null
  if (version === undefined) return { name, condition: 'newest' }
  if (/^[1-9]\d{0,4}$/.test(version)) return { name, condition: { number: Number(version) } }
  return version.length >= 6 ? { name, condition: { idPrefix: version } } : null
}

/** Null when there is none. Versions with the same id judge alike, so that the newest of them stands for all. */
async function findVersion(db: EvaluatorsDb, project: string, reference: string): Promise<CheckedVersion | null> {
  const read = readReference(reference)
  if (read === null) return null
  const [version] = await selectVersions(db, { project, evaluator: read.name }, read.condition)
  return version ?? null
}

/**
 * The versions that references name, in their order.
 *
 * @throws AppError `not_found` that names all that are missing
 */
export async function resolveVersions(
  db: EvaluatorsDb,
  project: string,
  references: readonly string[],
): Promise<CheckedVersion[]> {
  const found = await Promise.all(references.map((reference) => findVersion(db, project, reference)))
  const missing = references.filter((_, index) => found[index] === null)
  if (missing.length > 0) throw await evaluatorNotFound(db, project, missing)
  return found.filter((version) => version !== null)
}

export async function evaluatorNotFound(
  db: EvaluatorsDb,
  project: string,
  missing: readonly string[],
): Promise<AppError> {
  const names = await selectEvaluatorNames(db, project)
  const likeness = (name: string) => Math.max(...missing.map((other) => levenshteinRatio(name, other) ?? 0))
  const nearest = names.sort((a, b) => likeness(b) - likeness(a)).slice(0, 5)
  const asked = missing.map((name) => JSON.stringify(name)).join(', ')
  return new AppError('not_found', `There is no evaluator ${asked}.`, {
    where: 'evaluator',
    fix:
      nearest.length === 0
        ? 'There is none yet: make one with `pawl evaluators push`, or on the page of evaluators.'
        : `There ${names.length === 1 ? 'is' : 'are'} ${nearest.join(', ')}${names.length > 5 ? ` and ${names.length - 5} more` : ''}. A version is written name@3, or name@ and six digits or more of its id.`,
  })
}
