import { type AddedVersion, type AddVersion, AppError, contentAddressText, type PromptVersion } from '@pawl/core'
import type { ControlTransaction } from '../platform/control/index.ts'
import { sha256 } from '../platform/hash/index.ts'
import { promptNotFound } from './find-version.ts'
import { lockPrompt, selectPromptNames } from './prompts.store.ts'
import type { PromptKey } from './prompts-db.ts'
import type { Author, PromptsDeps } from './prompts-deps.ts'
import { insertVersion, selectVersions } from './versions.store.ts'

export interface VersionToAdd extends AddVersion {
  readonly prompt: string
}

/**
 * Stores a content as the next version. A content that the prompt has already is that version: nothing is stored and
 * its note stays.
 *
 * @throws AppError `not_found`; `conflict` when the prompt is archived, or when somebody saved another version since
 * the one that this is based on
 */
export function addVersion(deps: PromptsDeps, author: Author, version: VersionToAdd): Promise<AddedVersion> {
  return deps.control.transaction((transaction) => addVersionWithin(transaction, { deps, author, version }))
}

interface Adding {
  readonly deps: PromptsDeps
  readonly author: Author
  readonly version: VersionToAdd
}

export async function addVersionWithin(
  transaction: ControlTransaction,
  { deps, author: { project, person }, version: { prompt, content, note, basedOn } }: Adding,
): Promise<AddedVersion> {
  const key: PromptKey = { project, prompt }
  const row = await lockPrompt(transaction, key)
  if (row === null) throw promptNotFound(prompt, await selectPromptNames(transaction, project))
  const id = sha256(contentAddressText(content))
  const [same] = await selectVersions(transaction, key, { idPrefix: id })
  if (same !== undefined) return { version: same, isNew: false }
  if (row.archivedAt !== null) throw archived(prompt)
  const [newest] = await selectVersions(transaction, key, 'newest')
  if (basedOn !== undefined && basedOn !== (newest?.number ?? 0)) throw savedMeanwhile(prompt, newest)
  const version: PromptVersion = {
    id,
    promptName: prompt,
    number: (newest?.number ?? 0) + 1,
    content,
    note,
    author: person,
    createdAt: deps.now().toISOString(),
  }
  await insertVersion(transaction, { ...key, version })
  return { version, isNew: true }
}

const archived = (prompt: string): AppError =>
  new AppError('conflict', `The prompt ${JSON.stringify(prompt)} is archived.`, {
    where: 'prompt',
    fix: 'Bring it back first, then add a version.',
  })

function savedMeanwhile(prompt: string, newest: PromptVersion | undefined): AppError {
  const what =
    newest === undefined
      ? `The prompt ${JSON.stringify(prompt)} has no version yet.`
      : `${newest.author} saved version ${newest.number} of ${JSON.stringify(prompt)} meanwhile.`
  return new AppError('conflict', what, {
    where: 'basedOn',
    fix: 'Look at what it changed, then save yours on top of it.',
  })
}
