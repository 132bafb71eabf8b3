import { AppError, type PromptChange, type PromptSummary } from '@pawl/core'
import { assertProtectors } from './assert-protectors.ts'
import { selectCurrent } from './environments.store.ts'
import { promptNotFound } from './find-version.ts'
import { getPrompt } from './get-prompt.ts'
import { lockPrompt, replaceProtections, selectPromptNames, updatePrompt } from './prompts.store.ts'
import type { PromptsDeps } from './prompts-deps.ts'

export interface PromptEdit {
  readonly project: string
  readonly prompt: string
  readonly change: PromptChange
}

/**
 * Changes the description or what protects a prompt, archives it or brings it back.
 *
 * @throws AppError `not_found` for it or for what is to protect it; `conflict` when it is to be archived and current in an environment
 */
export async function changePrompt(deps: PromptsDeps, { project, prompt, change }: PromptEdit): Promise<PromptSummary> {
  await assertProtectors(deps, project, change.protectedBy ?? {})
  return deps.control.transaction(async (transaction) => {
    const key = { project, prompt }
    const row = await lockPrompt(transaction, key)
    if (row === null) throw promptNotFound(prompt, await selectPromptNames(transaction, project))
    if (change.archived === true) {
      const current = await selectCurrent(transaction, key)
      if (current.length > 0) throw stillCurrent(prompt, current)
    }
    const archivedAt =
      change.archived === undefined ? undefined : change.archived ? (row.archivedAt ?? deps.now()) : null
    await updatePrompt(transaction, key, { description: change.description, archivedAt })
    const { datasets, evaluators } = change.protectedBy ?? {}
    if (datasets !== undefined) await replaceProtections(transaction, key, { kind: 'dataset', names: datasets })
    if (evaluators !== undefined) await replaceProtections(transaction, key, { kind: 'evaluator', names: evaluators })
    return getPrompt(transaction, project, prompt)
  })
}

type Current = readonly { readonly environment: string; readonly number: number }[]

const stillCurrent = (prompt: string, current: Current): AppError =>
  new AppError(
    'conflict',
    `The prompt ${JSON.stringify(prompt)} is live: ${current.map(({ environment, number }) => `version ${number} in ${environment}`).join(', ')}.`,
    { where: 'archived', fix: 'Take it out of these environments first.' },
  )
