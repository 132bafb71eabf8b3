import { AppError, type EvaluatorChange, type EvaluatorDetail } from '@pawl/core'
import { updateArchived } from './evaluators.store.ts'
import type { Author, EvaluatorsDeps } from './evaluators-deps.ts'
import { evaluatorNotFound } from './find-version.ts'
import { getEvaluator } from './get-evaluator.ts'
import { listUses } from './list-uses.ts'

/**
 * Takes an evaluator out of lists and of what may be attached, or brings it back. Rows that it is attached to keep it, and it
 * goes on judging them: evaluators are never deleted.
 *
 * @throws AppError `not_found`; `conflict` that names the prompts which it protects, unless it is forced with a reason
 */
export async function archiveEvaluator(
  deps: EvaluatorsDeps,
  { project, person }: Author,
  { evaluator, change }: { readonly evaluator: string; readonly change: EvaluatorChange },
): Promise<EvaluatorDetail> {
  const { isArchived, reason, force } = change
  if (isArchived && !(force && reason !== '')) {
    const uses = await listUses(deps, { project, evaluator })
    const prompts = uses.flatMap(({ kind, name }) => (kind === 'prompt' ? [name] : []))
    if (prompts.length > 0) throw protects(evaluator, prompts)
  }
  const archived = isArchived ? { at: deps.now(), by: person, reason } : null
  const isThere = await updateArchived(deps.control.db, { project, evaluator }, archived)
  if (!isThere) throw await evaluatorNotFound(deps.control.db, project, [evaluator])
  return await getEvaluator(deps, project, evaluator)
}

const protects = (evaluator: string, prompts: readonly string[]): AppError =>
  new AppError('conflict', `The evaluator ${evaluator} protects ${prompts.join(', ')}.`, {
    where: 'force',
    fix: 'Take it out of what protects them first, or send `force` with a `reason`.',
  })
