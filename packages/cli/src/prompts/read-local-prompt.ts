import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import {
  AppError,
  contentAddressText,
  type PromptFile,
  type PromptFileForm,
  promptFileForm,
  promptNameSchema,
  readPromptYaml,
} from '@pawl/core'
import { inFile } from '../files/in-file.ts'
import { promptNameOf } from './prompt-file-name.ts'

/** For those who look for the files. */
export const promptFiles = { noun: 'prompt', pattern: 'prompts/*.prompt.yml' }

/** A prompt as it stands in a file. */
export interface LocalPrompt {
  readonly path: string
  readonly form: PromptFileForm
  readonly text: string
  /** The prompt that it is for: by its own word, or by the name of the file. */
  readonly name: string
  readonly file: PromptFile
  /** The id that its content has, or would have, as a version. */
  readonly versionId: string
  readonly unknownKeys: readonly string[]
}

/** @throws AppError `bad_request` with the file and the place in it */
export async function readLocalPrompt(path: string): Promise<LocalPrompt> {
  return readPromptText(path, await readFile(path, 'utf8'))
}

/** The same for a text that stood, or stands, at that path. */
export function readPromptText(path: string, text: string): LocalPrompt {
  const form = promptFileForm(path)
  const { file, unknownKeys } = inFile(path, () => readPromptYaml(text, form))
  const name = promptNameSchema.safeParse(file.name ?? promptNameOf(path))
  if (!name.success) {
    throw new AppError('bad_request', `${path}: ${name.error.issues[0]?.message}`, {
      where: path,
      fix: 'Write `name: …` in the file.',
    })
  }
  return { path, form, text, name: name.data, file, versionId: versionIdOf(file), unknownKeys }
}

/** The id of a content as a version. */
const versionIdOf = ({ content }: Pick<PromptFile, 'content'>): string =>
  createHash('sha256').update(contentAddressText(content)).digest('hex')
