import { type PromptFileForm, type PromptVersion, writePromptYaml } from '@pawl/core'
import { getPrompt } from './get-prompt.ts'
import type { PromptsDeps } from './prompts-deps.ts'

/**
 * A version as a YAML file of either form.
 *
 * @throws AppError `bad_request` when the form cannot hold it, such as an image in GitHub's
 */
export async function exportVersion(
  { control }: Pick<PromptsDeps, 'control'>,
  project: string,
  { version, form }: { readonly version: PromptVersion; readonly form: PromptFileForm },
): Promise<{ text: string; losses: string[] }> {
  const { description } = await getPrompt(control.db, project, version.promptName)
  const file = {
    name: version.promptName,
    ...(description !== '' && { description }),
    // The other form has none, which is no loss that needs words.
    ...(version.note !== '' && form === 'pawl' && { note: version.note }),
    content: version.content,
    extra: {},
  }
  const { text, losses } = writePromptYaml(file, form)
  return { text, losses: [...losses] }
}
