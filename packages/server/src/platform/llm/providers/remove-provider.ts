import { AppError } from '@pawl/core'
import { deleteProvider } from './provider.store.ts'
import type { ProviderDirectory } from './provider-directory.ts'
import { factsOf, isWellKnown } from './well-known.ts'

/**
 * Removes what is stored of a provider; what the environment says of it stays.
 *
 * @throws AppError `not_found` where nothing is stored
 */
export async function removeProvider(directory: ProviderDirectory, project: string, name: string): Promise<void> {
  const existed = await deleteProvider(directory.deps.control.db, project, name)
  directory.invalidate(project)
  if (existed) return
  throw new AppError('not_found', `Nothing is stored of a provider ${JSON.stringify(name)}.`, {
    fix: isWellKnown(name)
      ? `A key from ${factsOf[name].keyVariable} is removed where the server is started.`
      : 'See `pawl models list`.',
  })
}
