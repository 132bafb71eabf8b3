import { AppError, type PromptChange, type PromptSummary } from '@pawl/core'
import type { ControlTransaction } from '../platform/control/index.ts'
import { assertProtectors } from './assert-protectors.ts'
import { selectCurrent } from './environments.store.ts'
import { promptNotFound } from './find-version.ts'
import { getPrompt } from './get-prompt.ts'
import { lockPrompt, replaceProtections, selectPromptNames, updatePrompt } from './prompts.store.ts'
import type { PromptsDeps } from './prompts-deps.ts'

export interface PromptEdit {
  readonly project: string
  readonly prompt: string
  readonly person: string
  readonly change: PromptChange
}

/**
 * Changes the description or what protects a prompt, archives it or brings it back.
 *
 * @throws AppError `not_found` for it or for what is to protect it; `conflict` when it is to be archived and current in an
 * environment, or when a dataset with active rows is to protect it no longer and no reason is given
 */
export async function changePrompt(deps: PromptsDeps, edit: PromptEdit): Promise<PromptSummary> {
  const { project, prompt, change } = edit
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
    const lost = datasets === undefined ? [] : await lostProtection(deps, transaction, { ...edit, datasets })
    if (lost.length > 0 && !change.reason) throw protectsLess(prompt, lost)
    if (datasets !== undefined) await replaceProtections(transaction, key, { kind: 'dataset', names: datasets })
    if (evaluators !== undefined) await replaceProtections(transaction, key, { kind: 'evaluator', names: evaluators })
    const summary = await getPrompt(transaction, project, prompt)
    if (lost.length > 0) {
      const message = `${lost.join(', ')} ${lost.length === 1 ? 'protects' : 'protect'} the prompt ${prompt} no longer`
      await deps.audit.append(transaction, {
        ...{ project, action: 'prompt.weakened', who: edit.person, reason: change.reason ?? '' },
        details: { message, weakens: true, prompt, datasets: lost },
      })
    }
    return summary
  })
}

type Current = readonly { readonly environment: string; readonly number: number }[]

const stillCurrent = (prompt: string, current: Current): AppError =>
  new AppError(
    'conflict',
    `The prompt ${JSON.stringify(prompt)} is live: ${current.map(({ environment, number }) => `version ${number} in ${environment}`).join(', ')}.`,
    { where: 'archived', fix: 'Take it out of these environments first.' },
  )

/** Datasets with active rows that protect the prompt now, and would not afterwards. */
async function lostProtection(
  { datasets: store }: PromptsDeps,
  transaction: ControlTransaction,
  { project, prompt, datasets }: PromptEdit & { readonly datasets: readonly string[] },
): Promise<string[]> {
  const { protectedBy } = await getPrompt(transaction, project, prompt)
  const lost: string[] = []
  for (const name of protectedBy.datasets) {
    if (!datasets.includes(name) && (await store.activeRowCount(transaction, project, name)) > 0) lost.push(name)
  }
  return lost
}

const protectsLess = (prompt: string, lost: readonly string[]): AppError =>
  new AppError('conflict', `${lost.join(', ')} would protect the prompt ${JSON.stringify(prompt)} no longer.`, {
    where: 'reason',
    fix: 'Say in `reason` why that is right; it is kept in the audit log.',
  })
