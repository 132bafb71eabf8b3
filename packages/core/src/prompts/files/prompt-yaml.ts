import { Document, parseDocument, visit } from 'yaml'
import { AppError } from '../../errors/index.ts'
import { type JsonObject, jsonObjectSchema } from '../../traces/index.ts'
import { readGithubForm, writeGithubForm } from './github-form.ts'
import { readPawlForm, writePawlForm } from './pawl-form.ts'
import type { PromptFile, PromptFileForm, ReadPromptFile } from './prompt-file.ts'

/** A prompt is text that people write; this is more than a hundred thousand lines of it. */
const maxLength = 10_000_000

/**
 * Reads a prompt from YAML (or JSON, which is YAML).
 * @throws AppError `bad_request` with the line of a syntax error, or the path of what does not fit
 */
export function readPromptYaml(text: string, form: PromptFileForm): ReadPromptFile {
  const document = parseYaml(text)
  return form === 'github' ? readGithubForm(document) : readPawlForm(document)
}

/**
 * Writes a prompt as YAML, long texts as blocks that diff well.
 * @throws AppError `bad_request` when the form cannot hold it
 */
export function writePromptYaml(file: PromptFile, form: PromptFileForm): { text: string; losses: readonly string[] } {
  const { document, losses } = form === 'github' ? writeGithubForm(file) : writePawlForm(file)
  const yaml = new Document(document, { aliasDuplicateObjects: false })
  visit(yaml, {
    Scalar: (_, scalar) => {
      if (typeof scalar.value === 'string' && breaksBlocks.test(scalar.value)) scalar.type = 'QUOTE_DOUBLE'
    },
  })
  return { text: yaml.toString({ lineWidth: 0, doubleQuotedMinMultiLineLength: maxLength }), losses }
}

/**
 * Texts that do not survive as a block: they start with blanks or an empty line, or hold breaks and signs that YAML
 * changes.
 */
const breaksBlocks = /^\s|(?![\n\t])[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\ufeff\ufffe\uffff]/u

function parseYaml(text: string): JsonObject {
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

function unreadable(problem: string, where: string, cause?: unknown): AppError {
  return new AppError('bad_request', `The prompt file cannot be read: ${problem}`, {
    where,
    fix: 'Write a mapping with "model" and "messages", each message with "role" and "content"',
    ...(cause !== undefined && { cause }),
  })
}
