import type { ApiKey } from '@pawl/core'
import { selectKeys, selectProjects } from './access.store.ts'
import type { Access } from './open-access.ts'
import { projectNotFound } from './require-caller.ts'

/**
 * The keys of a project, revoked ones included, oldest first.
 *
 * @throws AppError `not_found` for an unknown project
 */
export async function listKeys({ control, keyring }: Access, project: string): Promise<ApiKey[]> {
  if ((await selectProjects(control.db, project)).length === 0) throw projectNotFound(project)
  await keyring.writeUses()
  return selectKeys(control.db, project)
}
