import { parse } from 'yaml'
import { AppError } from '../../errors/index.ts'
import { isJsonObject } from '../../traces/index.ts'
import type { RowMapping } from '../sources/row-mapping.ts'
import { type ImportContext, type ImportedRecord, problemAt } from './import-record.ts'
import { importedRecordsOf } from './imported-records-of.ts'
import { readPromptfoo } from './read-promptfoo.ts'
import { readRecord } from './read-record.ts'

export interface TestDocument {
  readonly text: string
  readonly syntax: 'json' | 'yaml'
  readonly context: ImportContext
  readonly mapping?: RowMapping
}

/**
 * Rows of a file that is one JSON or YAML document: a promptfoo configuration, a list of records, or an API's answer
 * that wraps one.
 *
 * @throws AppError `bad_request` when it is not valid
 */
export function* readTestDocument({ text, syntax, context, mapping }: TestDocument): Generator<ImportedRecord> {
  const document = syntax === 'json' ? parseJson(text) : parseYaml(text)
  if (mapping === undefined && isPromptfoo(document)) {
    yield* readPromptfoo(document, context)
    return
  }
  for (const [index, record] of importedRecordsOf(document).entries()) {
    const place = { format: 'jsonl', line: index + 1, context } as const
    if (record === null) yield problemAt(place.line, { message: 'There is no record', where: '', fix: 'Leave it out' })
    else yield* readRecord(record, place, mapping)
  }
}

function isPromptfoo(document: unknown): boolean {
  if (Array.isArray(document)) {
    const [first] = document as readonly unknown[]
    return isJsonObject(first) && (isJsonObject(first.vars) || Array.isArray(first.assert))
  }
  return isJsonObject(document) && ['tests', 'scenarios', 'vars', 'assert'].some((key) => Object.hasOwn(document, key))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw notValid('JSON', cause)
  }
}

function parseYaml(text: string): unknown {
  try {
    return JSON.parse(JSON.stringify(parse(text, { maxAliasCount: 100 })))
  } catch (cause) {
    throw notValid('YAML', cause)
  }
}

const notValid = (syntax: string, cause: unknown): AppError =>
  new AppError(
    'bad_request',
    `The file is not valid ${syntax}: ${cause instanceof Error ? cause.message.slice(0, 300) : ''}`,
    {
      where: 'body',
      fix: 'Correct it, or say with `format` what it is.',
      cause,
    },
  )
