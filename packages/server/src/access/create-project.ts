import { AppError, type Project } from '@pawl/core'
import { insertProject, selectProjects } from './access.store.ts'
import type { Access } from './open-access.ts'

/** @throws AppError `conflict` when there is one of that name */
export async function createProject({ control }: Access, name: string): Promise<Project> {
  const created = await insertProject(control.db, name)
  const [project] = await selectProjects(control.db, name)
  if (created && project !== undefined) return project
  throw new AppError('conflict', `There is a project ${JSON.stringify(name)} already.`, {
    where: 'name',
    fix: 'Choose another name.',
  })
}
