import type { EvaluatorDetail } from '@pawl/core'
import { selectEvaluator, selectVersions } from './evaluators.store.ts'
import type { EvaluatorsDeps } from './evaluators-deps.ts'
import { evaluatorNotFound } from './find-version.ts'

/** @throws AppError `not_found` */
export async function getEvaluator(
  { control: { db } }: EvaluatorsDeps,
  project: string,
  evaluator: string,
): Promise<EvaluatorDetail> {
  const row = await selectEvaluator(db, { project, evaluator })
  if (row === null) throw await evaluatorNotFound(db, project, [evaluator])
  return { ...row, versions: await selectVersions(db, { project, evaluator }, 'all') }
}
