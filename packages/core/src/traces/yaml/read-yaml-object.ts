import { parseDocument } from 'yaml'
import { AppError } from '../../errors/index.ts'
import { type JsonObject, jsonObjectSchema } from '../canonical/index.ts'

/** What people write is text; this is more than a hundred thousand lines of it. */
const maxLength = 10_000_000

/** What a file is called in an error, and what it should hold. */
export interface FileWords {
  /** For example `prompt file`. */
  readonly name: string
  readonly fix: string
}

/**
 * Reads a mapping from YAML (or JSON, which is YAML).
 * @throws AppError `bad_request` with the line of a syntax error
 */
export function readYamlObject(text: string, words: FileWords): JsonObject {
  const unreadable = (problem: string, where: string, cause?: unknown) =>
    new AppError('bad_request', `The ${words.name} cannot be read: ${problem}`, {
      where,
      fix: words.fix,
      ...(cause !== undefined && { cause }),
    })
  if (text.length > maxLength) throw unreadable(`it has more than ${maxLength} characters`, 'file')
  let value: unknown
  try {
    const document = parseDocument(text, { prettyErrors: true, uniqueKeys: true })
    const [error] = document.errors
    if (error !== undefined) {
      const [position] = error.linePos ?? []
      const where = position === undefined ? 'file' : `line ${position.line}, column ${position.col}`
      throw unreadable(error.message.split('\n')[0] ?? error.message, where)
    }
    // Aliases that would unfold into far more than was written are refused.
    value = document.toJS({ maxAliasCount: 100 })
  } catch (error) {
    if (AppError.isInstance(error)) throw error
    throw unreadable('it is nested too deeply or unfolds without end', 'file', error)
  }
  const read = jsonObjectSchema.safeParse(value)
  if (read.success) return read.data
  throw unreadable(`it ${read.error.issues[0]?.message ?? 'must be a mapping'}`, 'file')
}
