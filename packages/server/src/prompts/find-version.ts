import {
  AppError,
  environmentNameSchema,
  levenshteinRatio,
  type PromptRef,
  type PromptVersion,
  readPromptRef,
  type VersionChoice,
} from '@pawl/core'
import { selectCurrent, selectEnvironmentNames } from './environments.store.ts'
import { selectPromptNames } from './prompts.store.ts'
import type { PromptsDb } from './prompts-db.ts'
import { selectVersionLines, selectVersions, type VersionCondition } from './versions.store.ts'

/**
 * The version that a ref names: `name` (the newest), `name@3`, `name@<first six digits or more of the id>` or
 * `name@<environment>`.
 *
 * @throws AppError `not_found` that says what there is; `conflict` for digits that begin several ids
 */
export async function findVersionByRef(db: PromptsDb, project: string, ref: string): Promise<PromptVersion> {
  return findVersion(db, project, readPromptRef(ref))
}

export async function findVersion(db: PromptsDb, project: string, ref: PromptRef): Promise<PromptVersion> {
  const found = await versionsOf(db, project, ref)
  const [version] = found
  if (version === undefined) throw await versionNotFound(db, project, ref)
  if (found.length === 1) return version
  throw new AppError('conflict', `Several versions of ${JSON.stringify(ref.name)} have an id that starts so.`, {
    where: 'prompt',
    fix: `Write more digits: ${found.map(({ id, number }) => `version ${number} is ${id.slice(0, 16)}…`).join(', ')}.`,
  })
}

async function versionsOf(db: PromptsDb, project: string, { name, choice }: PromptRef): Promise<PromptVersion[]> {
  const key = { project, prompt: name }
  switch (choice.kind) {
    case 'newest':
      return selectVersions(db, key, 'newest')
    case 'id':
      return selectVersions(db, key, { idPrefix: choice.prefix })
    case 'number': {
      const numbered = choice.number > maxNumber ? [] : await selectVersions(db, key, { number: choice.number })
      // The id may start with digits alone.
      return numbered.length > 0 || choice.number < 100_000
        ? numbered
        : selectVersions(db, key, { idPrefix: String(choice.number) })
    }
    case 'environment': {
      const condition = await currentIn(db, { ...key, environment: choice.environment })
      return condition === null ? [] : selectVersions(db, key, condition)
    }
  }
}

/** The largest that PostgreSQL's `integer` holds. */
const maxNumber = 2 ** 31 - 1

async function currentIn(
  db: PromptsDb,
  filter: { readonly project: string; readonly prompt: string; readonly environment: string },
): Promise<VersionCondition | null> {
  if (!environmentNameSchema.safeParse(filter.environment).success) return null
  const [current] = await selectCurrent(db, filter)
  return current === undefined ? null : { idPrefix: current.id }
}

async function versionNotFound(db: PromptsDb, project: string, { name, choice }: PromptRef): Promise<AppError> {
  const names = await selectPromptNames(db, project)
  if (!names.includes(name)) return promptNotFound(name, names)
  const lines = await selectVersionLines(db, { project, prompt: name })
  const newest = lines[0]
  if (newest === undefined) {
    return new AppError('not_found', `The prompt ${JSON.stringify(name)} has no version yet.`, {
      where: 'prompt',
      fix: 'Save one in its editor, or push a file with `pawl prompts push`.',
    })
  }
  const current = await selectCurrent(db, { project, prompt: name })
  const environments = await selectEnvironmentNames(db, project)
  const there = [
    newest.number === 1 ? 'version 1' : `versions 1 to ${newest.number}`,
    `the newest is ${newest.id.slice(0, 12)}`,
    ...current.map(({ environment, number }) => `${environment} has ${number}`),
    ...(current.length === 0 ? [`nothing is current in ${environments.join(', ')}`] : []),
  ]
  return new AppError('not_found', `${asked(choice)} of the prompt ${JSON.stringify(name)}.`, {
    where: 'prompt',
    fix: `There are ${there.join('; ')}.`,
  })
}

function asked(choice: VersionChoice): string {
  switch (choice.kind) {
    case 'newest':
      return 'There is no version'
    case 'number':
      return `There is no version ${choice.number}`
    case 'id':
      return `There is no version with an id that starts with ${choice.prefix}`
    case 'environment':
      return `Nothing is current in ${JSON.stringify(choice.environment)}`
  }
}

/** The error of a name that no prompt has, with those that are most like it. */
export function promptNotFound(name: string, names: readonly string[]): AppError {
  const nearest = names
    .map((known) => ({ known, likeness: levenshteinRatio(known.toLowerCase(), name.toLowerCase()) ?? 0 }))
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, 5)
    .map(({ known }) => JSON.stringify(known))
  return new AppError('not_found', `There is no prompt ${JSON.stringify(name)}.`, {
    where: 'prompt',
    fix:
      nearest.length === 0
        ? 'There is none yet: make one with `pawl prompts push`, or from a model call in a trace.'
        : `There ${names.length === 1 ? 'is' : 'are'} ${nearest.join(', ')}${names.length > 5 ? ` and ${names.length - 5} more` : ''}.`,
  })
}
