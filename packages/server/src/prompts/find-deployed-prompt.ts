import { AppError, type DeployedPrompt } from '@pawl/core'
import { selectCurrent, selectDeployed, selectEnvironmentNames } from './environments.store.ts'
import { promptNotFound } from './find-version.ts'
import { selectPromptNames } from './prompts.store.ts'
import type { PromptKey, PromptsDb } from './prompts-db.ts'
import { selectNewestLines } from './versions.store.ts'

export interface DeployedKey extends PromptKey {
  readonly environment: string
}

/** @throws AppError `not_found` that says what there is and how it is deployed */
export async function findDeployedPrompt(db: PromptsDb, key: DeployedKey): Promise<DeployedPrompt> {
  return (await selectDeployed(db, key)) ?? Promise.reject(await nothingDeployed(db, key))
}

async function nothingDeployed(db: PromptsDb, { project, environment, prompt }: DeployedKey): Promise<AppError> {
  const environments = await selectEnvironmentNames(db, project)
  if (!environments.includes(environment)) {
    return new AppError('not_found', `There is no environment ${JSON.stringify(environment)}.`, {
      where: 'environment',
      fix: `There are ${environments.join(', ')}.`,
    })
  }
  const names = await selectPromptNames(db, project)
  if (!names.includes(prompt)) return promptNotFound(prompt, names)
  const newest = (await selectNewestLines(db, project, prompt)).get(prompt)
  if (newest === undefined) {
    return new AppError('not_found', `The prompt ${JSON.stringify(prompt)} has no version yet.`, {
      where: 'prompt',
      fix: 'Save one in its editor, or push a file with `pawl prompts push`; then deploy it.',
    })
  }
  const elsewhere = (await selectCurrent(db, { project, prompt })).map(
    (current) => `${current.environment} has version ${current.number}`,
  )
  return new AppError(
    'not_found',
    `Nothing of the prompt ${JSON.stringify(prompt)} is deployed in ${environment}; its newest version is ${newest.number}${elsewhere.map((each) => `, ${each}`).join('')}.`,
    { where: 'prompt', fix: `Deploy it: pawl deploy ${shellWord(`${prompt}@${newest.number}`)} --env ${environment}` },
  )
}

/** Prompt names may hold blanks and quotes. */
const shellWord = (word: string): string => (/^[\w@./:-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)
