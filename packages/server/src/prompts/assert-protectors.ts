import type { NewPrompt } from '@pawl/core'
import type { PromptsDeps } from './prompts-deps.ts'

/**
 * Lets through names behind which there is a dataset or an evaluator: a misspelt one would protect nothing.
 *
 * @throws AppError `not_found` that names what is missing
 */
export async function assertProtectors(
  { datasets, evaluators }: Pick<PromptsDeps, 'datasets' | 'evaluators'>,
  project: string,
  protectedBy: NewPrompt['protectedBy'],
): Promise<void> {
  for (const dataset of protectedBy.datasets ?? []) await datasets.rows(project, dataset, { rowIds: [] })
  const names = protectedBy.evaluators ?? []
  if (names.length > 0) await evaluators.resolve(project, names)
}
