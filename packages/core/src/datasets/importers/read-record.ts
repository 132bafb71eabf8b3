import { isJsonObject, type JsonObject } from '../../traces/index.ts'
import { foreignCellValue } from '../csv/cell-value.ts'
import type { ImportFormat } from '../rows/row-source.ts'
import { isEmptyRow, mapRow, type RowMapping } from '../sources/row-mapping.ts'
import { guessRowMapping } from './guess-mapping.ts'
import { type ImportedRecord, importedRow, problemAt, type RecordPlace } from './import-record.ts'
import { readLangfuseItem } from './read-langfuse-item.ts'
import { readPhoenixExample } from './read-phoenix-example.ts'
import { isPromptfooColumn, readPromptfoo, readPromptfooRecord } from './read-promptfoo.ts'
import { isRowLine, readRowLine } from './row-line.ts'

/** Whose export the fields of a record look like; 'jsonl' when nobody's. */
function recognise(record: JsonObject): Exclude<ImportFormat, 'csv'> {
  const has = (name: string) => Object.hasOwn(record, name)
  const keys = Object.keys(record)
  if (isRowLine(record)) return 'pawl'
  if (isJsonObject(record.vars) || keys.some(isPromptfooColumn)) return 'promptfoo'
  if (has('input') && (has('expectedOutput') || has('sourceTraceId') || has('datasetId'))) return 'langfuse'
  if (has('example_id') || (has('input') && has('output') && has('metadata'))) return 'phoenix'
  if (Array.isArray(record.messages) && keys.every((key) => openAiKeys.has(key))) return 'phoenix'
  return 'jsonl'
}

const openAiKeys: ReadonlySet<string> = new Set(['messages', 'ideal', 'tools', 'parallel_tool_calls'])

/**
 * The rows of one record: usually one, several for a promptfoo test with lists of values. A mapping says what the fields
 * are and overrules what they look like; without one, the exports of known systems are recognised, and of other records
 * the mapping is guessed.
 */
export function readRecord(record: unknown, place: RecordPlace, mapping?: RowMapping): readonly ImportedRecord[] {
  if (!isJsonObject(record)) {
    const message = 'A record must be a JSON object'
    return [problemAt(place.line, { message, where: '', fix: 'Write one object with the fields of a row' })]
  }
  if (mapping !== undefined) return [readMapped(record, mapping, place)]
  const format = recognise(record)
  const values = place.format === 'csv' ? openCells(record) : record
  const found: RecordPlace = format === 'jsonl' ? place : { ...place, format }
  switch (format) {
    case 'pawl':
      return [readRowLine(record, place.line)]
    case 'langfuse':
      return [readLangfuseItem(values, found)]
    case 'phoenix':
      return [readPhoenixExample(values, found)]
    case 'promptfoo':
      if (!isJsonObject(record.vars)) return [readPromptfooRecord(record, found)]
      return [...readPromptfoo([record], place.context)].map((each) => atLine(each, place.line))
    case 'jsonl':
      return [readMapped(record, guessRowMapping(Object.keys(record)), found)]
  }
}

function openCells(record: JsonObject): JsonObject {
  const cells = Object.entries(record).map(([name, cell]) => {
    return [name, typeof cell === 'string' ? foreignCellValue(cell) : cell] as const
  })
  return Object.fromEntries(cells.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
}

function atLine(record: ImportedRecord, line: number): ImportedRecord {
  if (record.kind === 'problem') return { ...record, line }
  const { source } = record.row
  const origin = source.origin === undefined ? {} : { origin: { ...source.origin, line } }
  return { ...record, line, row: { ...record.row, source: { ...source, ...origin } } }
}

function readMapped(record: JsonObject, mapping: RowMapping, place: RecordPlace): ImportedRecord {
  const empty = importedRow({ input: {} }, place)
  if (empty.kind === 'problem') return empty
  const { row, problems } = mapRow(empty.row, record, mapping)
  const [problem] = problems
  if (problem !== undefined) {
    return problemAt(place.line, { message: problem.message, where: problem.field, fix: problem.fix })
  }
  if (isEmptyRow(row)) {
    const message = 'Nothing in this record is an input'
    return problemAt(place.line, { message, where: 'input', fix: 'Map a field to a variable or to messages' })
  }
  return { ...empty, row }
}
