import { AppError } from '@pawl/core'
import { selectCurrent } from './environments.store.ts'
import { promptNotFound } from './find-version.ts'
import { deletePromptRow, lockPrompt, selectPromptNames } from './prompts.store.ts'
import type { PromptKey } from './prompts-db.ts'
import type { PromptsDeps } from './prompts-deps.ts'

/**
 * Deletes a prompt with all of its versions.
 *
 * @throws AppError `not_found`; `conflict` that names what refers to it: environments, runs, proofs
 */
export async function deletePrompt(deps: PromptsDeps, { project, prompt }: PromptKey): Promise<void> {
  // Asked outside the transaction: the answers of later stages come from their own stores.
  const references = (await Promise.all(deps.referrers.map((find) => find(project, prompt)))).flat()
  await deps.control.transaction(async (transaction) => {
    const key = { project, prompt }
    if ((await lockPrompt(transaction, key)) === null) {
      throw promptNotFound(prompt, await selectPromptNames(transaction, project))
    }
    const current = await selectCurrent(transaction, key)
    const all = [...current.map(({ environment }) => `environment ${environment}`), ...references]
    if (all.length > 0) throw referredTo(prompt, all)
    await deletePromptRow(transaction, key)
  })
}

const referredTo = (prompt: string, references: readonly string[]): AppError =>
  new AppError(
    'conflict',
    `The prompt ${JSON.stringify(prompt)} is needed by ${references.slice(0, 5).join(', ')}${references.length > 5 ? ` and ${references.length - 5} more` : ''}.`,
    { where: 'prompt', fix: 'Archive it instead: what refers to it stays readable.' },
  )
