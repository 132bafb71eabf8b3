import type { JsonObject, JsonValue } from '../../traces/index.ts'
import type { PromptContent } from '../content/prompt-content.ts'

/** `pawl` holds every prompt; `github` is GitHub Models' `.prompt.yml`, which holds messages of one text each. */
export type PromptFileForm = 'pawl' | 'github'

export interface PromptFile {
  /** Absent where the file's own name is to name the prompt. */
  readonly name?: string
  readonly description?: string
  readonly note?: string
  readonly content: PromptContent
  /** Rows and checks that stand in the file: kept as they are, no part of the version. */
  readonly testData?: JsonValue
  readonly evaluators?: JsonValue
  /** Top-level keys that mean nothing here; written back as they came. */
  readonly extra: JsonObject
}

export interface ReadPromptFile {
  readonly file: PromptFile
  /** Paths of the keys that mean nothing here (`mesages`, `tools[0].strict`). Only those of the top level are kept. */
  readonly unknownKeys: readonly string[]
}

export interface WrittenPromptFile {
  readonly document: JsonObject
  /** What the form cannot say, in words for the person; empty when reading it again gives the same content. */
  readonly losses: readonly string[]
}

/** The form that a file's name stands for: `.prompt.yml` and `.prompt.yaml` are GitHub's. */
export function promptFileForm(path: string): PromptFileForm {
  return /\.prompt\.ya?ml$/i.test(path) ? 'github' : 'pawl'
}
