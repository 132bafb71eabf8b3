import { isJsonObject, type JsonObject, type JsonValue } from '../../traces/index.ts'
import { cellOf, cellValue } from '../csv/cell-value.ts'
import { guardCell, unguardCell, writeCsvRecord } from '../csv/write-csv.ts'
import { type RowFields, type RowStatus, rowStatuses } from '../rows/row.ts'
import { checkedRow, type ImportedRecord, problemAt } from './import-record.ts'

/** Names the row and marks the file as Pawl's own. */
const idColumn = 'pawl_row'

export interface ExportedRow extends RowFields {
  readonly id: string
  readonly status: RowStatus
}

const fieldNames = [
  ...['expectedBehavior', 'reference', 'evaluators', 'priority', 'labels', 'risks', 'requiredPassProbability'],
  ...['passFloor', 'input', 'context', 'observedOutput', 'metadata', 'source'],
] as readonly (keyof RowFields)[]

/** A row as one line of JSON lines, with its end; `readRecord` reads it back the same. */
export function writeRowLine(row: ExportedRow): string {
  const fields = fieldNames.map((name) => [name, row[name]])
  return `${JSON.stringify({ [idColumn]: row.id, status: row.status, ...Object.fromEntries(fields) })}\n`
}

export const isRowLine = (record: JsonObject): boolean => Object.hasOwn(record, idColumn)

/** A row that Pawl exported. It keeps its source; who imports it now stands in its revision. */
export function readRowLine(record: JsonObject, line: number): ImportedRecord {
  const { [idColumn]: _id, status = 'draft', ...fields } = record
  const known = rowStatuses.find((each) => each === status)
  if (known === undefined) {
    const message = `There is no status ${JSON.stringify(status)}`
    return problemAt(line, { message, where: 'status', fix: `Write one of ${rowStatuses.join(', ')}` })
  }
  return checkedRow(fields, { status: known, checks: [], line })
}

const csvColumns = [
  idColumn,
  'status',
  ...fieldNames.filter((name) => name !== 'input'),
  'messages',
  'variables',
] as const
const variablePrefix = 'var.'

/**
 * Rows as CSV for people with spreadsheets: a column for each of the named variables, JSON in cells where a value is
 * not a text, and no cell that a spreadsheet would run. Reading it gives the same rows, variables without a column included.
 */
export class RowCsvWriter {
  private readonly variables: readonly string[]

  constructor(variables: readonly string[]) {
    this.variables = [...new Set(variables)]
  }

  header(): string {
    const columns = [...csvColumns, ...this.variables.map((name) => `${variablePrefix}${name}`)]
    return writeCsvRecord(columns.map(guardCell))
  }

  record(row: ExportedRow): string {
    const { variables, messages } = row.input
    const others = Object.entries(variables).filter(([name]) => !this.variables.includes(name))
    const cells: { readonly [column: string]: JsonValue | undefined } = {
      ...(JSON.parse(JSON.stringify(row)) as JsonObject),
      [idColumn]: row.id,
      messages: messages.length === 0 ? undefined : (messages as unknown as JsonValue),
      variables: others.length === 0 ? undefined : Object.fromEntries(others),
    }
    const fixed = csvColumns.map((column) => cellOf(cells[column]))
    const own = this.variables.map((name) => cellOf(Object.hasOwn(variables, name) ? variables[name] : undefined))
    return writeCsvRecord([...fixed, ...own].map(guardCell))
  }
}

/** The record of JSON lines that a record of our CSV stands for. */
export function rowRecordOfCells(cells: ReadonlyMap<string, string>): JsonObject {
  const values = [...cells].flatMap(([column, cell]) => {
    const value = cellValue(unguardCell(cell))
    return value === undefined ? [] : [[column, value] as const]
  })
  const record = Object.fromEntries(values.filter(([column]) => !column.startsWith(variablePrefix)))
  const { messages, variables: others, [idColumn]: id, ...fields } = record
  const named = values.filter(([column]) => column.startsWith(variablePrefix))
  const variables = Object.fromEntries(named.map(([column, value]) => [column.slice(variablePrefix.length), value]))
  return {
    ...fields,
    [idColumn]: id ?? '',
    input: { variables: { ...(isJsonObject(others) ? others : {}), ...variables }, messages: messages ?? [] },
  }
}

export const isRowHeader = (columns: readonly string[]): boolean => columns[0] === idColumn
