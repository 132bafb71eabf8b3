import type { PromptSummary } from '@pawl/core'
import { promptNotFound } from './find-version.ts'
import { selectPromptNames, selectSummaries } from './prompts.store.ts'
import type { PromptsDb } from './prompts-db.ts'

/** @throws AppError `not_found` with the names that are most like it */
export async function getPrompt(db: PromptsDb, project: string, name: string): Promise<PromptSummary> {
  const [summary] = await selectSummaries(db, project, name)
  if (summary === undefined) throw promptNotFound(name, await selectPromptNames(db, project))
  return summary
}
