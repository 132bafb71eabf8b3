import { parseDocument } from 'yaml'
import { AppError } from '../../errors/index.ts'
import { type JsonObject, type JsonValue, jsonObjectSchema } from '../canonical/index.ts'

/** What people write is text; this is more than a hundred thousand lines of it. */
const maxLength = 10_000_000

/** What a file is called in an error, and what it should hold. */
export interface FileWords {
  /** For example `prompt file`. */
  readonly name: string
  readonly fix: string
}

/**
 * Reads a value from YAML (or JSON, which is YAML).
 * @throws AppError `bad_request` with the line of a syntax error
 */
export function readYamlValue(text: string, words: FileWords): JsonValue {
  if (text.length > maxLength) throw unreadable(words, { problem: `it has more than ${maxLength} characters` })
  try {
    const document = parseDocument(text, { prettyErrors: true, uniqueKeys: true })
    const [error] = document.errors
    if (error !== undefined) {
      const [position] = error.linePos ?? []
      const where = position === undefined ? 'file' : `line ${position.line}, column ${position.col}`
      throw unreadable(words, { problem: error.message.split('\n')[0] ?? error.message, where })
    }
    // Aliases that would unfold into far more than was written are refused.
    return document.toJS({ maxAliasCount: 100 }) as JsonValue
  } catch (cause) {
    if (AppError.isInstance(cause)) throw cause
    throw unreadable(words, { problem: 'it is nested too deeply or unfolds without end', cause })
  }
}

/**
 * Reads a mapping from YAML.
 * @throws AppError `bad_request` with the line of a syntax error
 */
export const readYamlObject = (text: string, words: FileWords): JsonObject =>
  asMapping(readYamlValue(text, words), words)

/** @throws AppError `bad_request` when what a file held is no mapping */
export function asMapping(value: JsonValue, words: FileWords): JsonObject {
  const read = jsonObjectSchema.safeParse(value)
  if (read.success) return read.data
  throw unreadable(words, { problem: `it ${read.error.issues[0]?.message ?? 'must be a mapping'}` })
}

function unreadable(
  { name, fix }: FileWords,
  { problem, where = 'file', cause }: { readonly problem: string; readonly where?: string; readonly cause?: unknown },
): AppError {
  return new AppError('bad_request', `The ${name} cannot be read: ${problem}`, {
    ...{ where, fix },
    ...(cause !== undefined && { cause }),
  })
}
