import { AppError, type CreatedPrompt, type NewPrompt } from '@pawl/core'
import { addVersionWithin } from './add-version.ts'
import { assertProtectors } from './assert-protectors.ts'
import { insertPrompt, replaceProtections, selectSummaries } from './prompts.store.ts'
import type { Author, PromptsDeps } from './prompts-deps.ts'

/** @throws AppError `conflict` when there is a prompt of that name; `not_found` for what is to protect it and is not there */
export async function createPrompt(deps: PromptsDeps, author: Author, prompt: NewPrompt): Promise<CreatedPrompt> {
  const { project, person } = author
  const { name, description, protectedBy, version } = prompt
  await assertProtectors(deps, project, protectedBy)
  return deps.control.transaction(async (transaction) => {
    const key = { project, prompt: name }
    const isNew = await insertPrompt(transaction, { ...key, description, by: person, at: deps.now() })
    if (!isNew) throw taken(name)
    await replaceProtections(transaction, key, { kind: 'dataset', names: protectedBy.datasets ?? [] })
    await replaceProtections(transaction, key, { kind: 'evaluator', names: protectedBy.evaluators ?? [] })
    const added =
      version === undefined
        ? null
        : await addVersionWithin(transaction, { deps, author, version: { ...version, prompt: name } })
    const [summary] = await selectSummaries(transaction, project, name)
    if (summary === undefined) throw new AppError('internal', 'A prompt that was just made is not there.')
    return { prompt: summary, version: added?.version ?? null }
  })
}

const taken = (name: string): AppError =>
  new AppError('conflict', `There is a prompt ${JSON.stringify(name)} already.`, {
    where: 'name',
    fix: 'Choose another name, or add a version to it.',
  })
