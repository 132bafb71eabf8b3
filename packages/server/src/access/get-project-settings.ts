import type { ProjectSettings } from '@pawl/core'
import { selectProjects } from './access.store.ts'
import type { Access } from './open-access.ts'
import { projectNotFound } from './require-caller.ts'
import { readSettings } from './settings-holder.ts'

/**
 * What a project's settings are, as stored. The receiver, which asks at every batch, uses `access.settings` instead.
 *
 * @throws AppError `not_found` for an unknown project
 */
export async function getProjectSettings({ control }: Access, project: string): Promise<ProjectSettings> {
  if ((await selectProjects(control.db, project)).length === 0) throw projectNotFound(project)
  return readSettings(control.db, project)
}
