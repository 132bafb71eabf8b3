import { z } from 'zod'
import { type JsonObject, jsonValueSchema } from '../../traces/index.ts'
import { promptNameSchema } from '../content/prompt-version.ts'
import type { PromptFile } from './prompt-file.ts'
import { type FieldReader, misfit } from './read-fields.ts'

type FileFacts = Omit<PromptFile, 'content' | 'extra'>

const description = z.string().max(10_000)
const readers = {
  name: promptNameSchema,
  description,
  note: description,
  testData: jsonValueSchema,
  evaluators: jsonValueSchema,
} as const
const factKeys = Object.keys(readers) as (keyof typeof readers)[]

/** What both forms say around a content. A key with nothing behind it counts as absent. */
export function readFacts(document: JsonObject, reader: FieldReader): FileFacts {
  const facts: Record<string, unknown> = {}
  for (const key of factKeys) {
    const value = document[key]
    if (value !== undefined && value !== null) facts[key] = reader.read(readers[key], value, key)
  }
  return facts
}

/** Every top-level key but those of `form` and the facts. */
export function extraKeys(document: JsonObject, formKeys: readonly string[], reader: FieldReader): JsonObject {
  return reader.others(document, new Set([...factKeys, ...formKeys]))
}

/** @throws AppError `bad_request` when extra keys would overwrite what the form says */
export function withExtra(document: JsonObject, { extra }: PromptFile, formKeys: readonly string[]): JsonObject {
  for (const key of Object.keys(extra)) {
    if (!formKeys.includes(key) && !factKeys.some((fact) => fact === key)) continue
    throw misfit(key, 'means something in this form, so it cannot be kept as an unknown key', `Remove "${key}"`)
  }
  return { ...document, ...extra }
}
