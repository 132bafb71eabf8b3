import type { VersionLine } from '@pawl/core'
import { getPrompt } from './get-prompt.ts'
import type { PromptsDeps } from './prompts-deps.ts'
import { selectVersionLines } from './versions.store.ts'

/** Every version of a prompt without its content, newest first. */
export async function listVersions(
  { control: { db } }: Pick<PromptsDeps, 'control'>,
  project: string,
  prompt: string,
): Promise<VersionLine[]> {
  const lines = await selectVersionLines(db, { project, prompt })
  if (lines.length === 0) await getPrompt(db, project, prompt)
  return lines
}
