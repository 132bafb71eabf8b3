import type { EvaluatorDetail } from '@pawl/core'
import { updateArchived } from './evaluators.store.ts'
import type { EvaluatorKey, EvaluatorsDeps } from './evaluators-deps.ts'
import { evaluatorNotFound } from './find-version.ts'
import { getEvaluator } from './get-evaluator.ts'

/**
 * Takes an evaluator out of lists and of what may be attached, or brings it back. Rows that it is attached to keep it, and it
 * goes on judging them: evaluators are never deleted.
 *
 * @throws AppError `not_found`
 */
export async function archiveEvaluator(
  deps: EvaluatorsDeps,
  key: EvaluatorKey,
  isArchived: boolean,
): Promise<EvaluatorDetail> {
  const isThere = await updateArchived(deps.control.db, key, isArchived ? deps.now() : null)
  if (!isThere) throw await evaluatorNotFound(deps.control.db, key.project, [key.evaluator])
  return await getEvaluator(deps, key.project, key.evaluator)
}
