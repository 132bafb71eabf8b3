import { AppError, type Environment } from '@pawl/core'
import { insertEnvironment, selectEnvironmentNames } from './environments.store.ts'
import type { Author, PromptsDeps } from './prompts-deps.ts'

/** @throws AppError `conflict` when there is one of that name */
export async function createEnvironment(
  { control: { db }, now }: Pick<PromptsDeps, 'control' | 'now'>,
  { project, person }: Author,
  name: string,
): Promise<Environment> {
  const names = await selectEnvironmentNames(db, project)
  const isNew = !names.includes(name) && (await insertEnvironment(db, { project, name, by: person, at: now() }))
  if (isNew) return { name, current: [] }
  throw new AppError('conflict', `There is an environment ${JSON.stringify(name)} already.`, {
    where: 'name',
    fix: 'Choose another name.',
  })
}
