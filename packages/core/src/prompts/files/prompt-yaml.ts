import { Document, visit } from 'yaml'
import { asMapping, type JsonValue, readYamlValue } from '../../traces/index.ts'
import { readGithubForm, writeGithubForm } from './github-form.ts'
import { readPawlForm, writePawlForm } from './pawl-form.ts'
import type { PromptFile, PromptFileForm, ReadPromptFile } from './prompt-file.ts'

/** A prompt is text that people write; this is more than a hundred thousand lines of it. */
const maxLength = 10_000_000

/** What errors call a prompt's file. */
export const promptFileWords = {
  name: 'prompt file',
  fix: 'Write a mapping with "model" and "messages", each message with "role" and "content"',
}

/**
 * Reads a prompt from YAML (or JSON, which is YAML).
 * @throws AppError `bad_request` with the line of a syntax error, or the path of what does not fit
 */
export function readPromptYaml(text: string, form: PromptFileForm): ReadPromptFile {
  return readPromptDocument(readYamlValue(text, promptFileWords), form)
}

/**
 * As `readPromptYaml`, of what was parsed already.
 * @throws AppError `bad_request` with the path of what does not fit
 */
export function readPromptDocument(value: JsonValue, form: PromptFileForm): ReadPromptFile {
  const document = asMapping(value, promptFileWords)
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
