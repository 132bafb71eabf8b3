import { isJsonObject, type JsonValue } from '../../traces/index.ts'
import type { RowMapping } from '../sources/row-mapping.ts'
import { type ImportContext, type ImportedRecord, problemAt } from './import-record.ts'
import { importedRecordsOf } from './imported-records-of.ts'
import { readPromptfoo } from './read-promptfoo.ts'
import { readRecord } from './read-record.ts'

export interface TestDocument {
  /** What the file held: it is parsed already. */
  readonly document: JsonValue
  readonly context: ImportContext
  readonly mapping?: RowMapping
}

/** Rows of a file that is one JSON or YAML document: a promptfoo configuration, a list of records, or an API's answer that wraps one. */
export function* readTestDocument({ document, context, mapping }: TestDocument): Generator<ImportedRecord> {
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
