import type { PromptSummary } from '@pawl/core'
import { selectSummaries } from './prompts.store.ts'
import type { PromptsDeps } from './prompts-deps.ts'

/** Prompts by name, the archived ones or all others. */
export async function listPrompts(
  { control }: Pick<PromptsDeps, 'control'>,
  project: string,
  { archived }: { readonly archived: boolean },
): Promise<PromptSummary[]> {
  const prompts = await selectSummaries(control.db, project)
  return prompts.filter(({ archivedAt }) => (archivedAt !== null) === archived)
}
