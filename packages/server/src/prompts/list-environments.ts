import type { Environment } from '@pawl/core'
import { selectCurrent, selectEnvironmentNames } from './environments.store.ts'
import type { PromptsDeps } from './prompts-deps.ts'

/** The environments of a project with what is current in each. */
export async function listEnvironments(
  { control: { db } }: Pick<PromptsDeps, 'control'>,
  project: string,
): Promise<Environment[]> {
  const names = await selectEnvironmentNames(db, project)
  const current = await selectCurrent(db, { project })
  return names.map((name) => ({ name, current: current.filter(({ environment }) => environment === name) }))
}
