import { AppError, type CurrentVersion } from '@pawl/core'
import type { ControlTransaction } from '../platform/control/index.ts'
import { deleteCurrent, selectCurrent, selectEnvironmentNames, upsertCurrent } from './environments.store.ts'
import type { PromptsDb } from './prompts-db.ts'
import type { Author } from './prompts-deps.ts'
import { selectVersions } from './versions.store.ts'

/** What a release brings into an environment, or takes out of it. */
export interface CurrentChange {
  readonly environment: string
  readonly versions: readonly { readonly prompt: string; readonly versionId: string }[]
  /** Prompts of which nothing is to be current there any more. */
  readonly removed?: readonly string[]
  readonly at: Date
  /** Whether no active row could have stopped it; shown wherever it is live. */
  readonly isUnprotected?: boolean
}

/**
 * Makes versions current in an environment, all of them or none.
 * @returns what is current there now
 * @throws AppError `not_found` for an unknown environment or version
 */
export async function makeCurrent(
  transaction: ControlTransaction,
  { project, person }: Author,
  { environment, versions, removed = [], at, isUnprotected = false }: CurrentChange,
): Promise<readonly CurrentVersion[]> {
  await assertEnvironment(transaction, project, environment)
  for (const { prompt, versionId } of versions) {
    const [version] = await selectVersions(transaction, { project, prompt }, { idPrefix: versionId })
    if (version?.id !== versionId) throw unknownVersion(prompt, versionId)
  }
  await deleteCurrent(transaction, { project, environment, prompts: removed })
  await upsertCurrent(
    transaction,
    versions.map(({ prompt, versionId }) => ({
      project,
      prompt,
      environment,
      versionId,
      by: person,
      at,
      isUnprotected,
    })),
  )
  return selectCurrent(transaction, { project, environment })
}

/** @throws AppError `not_found` that says which there are */
export async function assertEnvironment(db: PromptsDb, project: string, environment: string): Promise<void> {
  const names = await selectEnvironmentNames(db, project)
  if (names.includes(environment)) return
  throw new AppError('not_found', `There is no environment ${JSON.stringify(environment)}.`, {
    where: 'environment',
    fix: `There are ${names.join(', ')}.`,
  })
}

const unknownVersion = (prompt: string, versionId: string): AppError =>
  new AppError('not_found', `The prompt ${JSON.stringify(prompt)} has no version ${JSON.stringify(versionId)}.`, {
    where: 'versions',
    fix: 'Name each version by its whole id.',
  })
