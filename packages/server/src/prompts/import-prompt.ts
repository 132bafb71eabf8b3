import { AppError, type ImportedPrompt, type ImportRequest, promptFileWords, readPromptDocument } from '@pawl/core'
import { readYamlAside } from '../platform/yaml/index.ts'
import { addVersionWithin } from './add-version.ts'
import { insertPrompt } from './prompts.store.ts'
import type { Author, PromptsDeps } from './prompts-deps.ts'

/**
 * Makes a file's content the newest version of its prompt, and makes the prompt when there is none.
 *
 * @throws AppError `bad_request` with the line or the path of what does not fit; `conflict` when the prompt is archived
 */
export async function importPrompt(deps: PromptsDeps, author: Author, request: ImportRequest): Promise<ImportedPrompt> {
  const { file, unknownKeys } = readPromptDocument(await readYamlAside(request.text, promptFileWords), request.form)
  const prompt = file.name ?? request.name
  if (prompt === undefined) {
    throw new AppError('bad_request', 'Neither the file nor the request names the prompt.', {
      where: 'name',
      fix: 'Write `name: …` in the file, or send a name with it.',
    })
  }
  const version = { prompt, content: file.content, note: request.note ?? file.note ?? '' }
  return deps.control.transaction(async (transaction) => {
    const row = { project: author.project, prompt, description: file.description ?? '' }
    const isNewPrompt = await insertPrompt(transaction, { ...row, by: author.person, at: deps.now() })
    const added = await addVersionWithin(transaction, { deps, author, version })
    return { prompt, ...added, isNewPrompt, unknownKeys: [...unknownKeys] }
  })
}
