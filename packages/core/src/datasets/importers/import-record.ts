import { isJsonObject, type JsonObject, type JsonValue } from '../../traces/index.ts'
import { type NewRow, newRowSchema, type RowFields, type RowInput, type RowStatus } from '../rows/row.ts'
import type { ImportFormat, RowMaker, RowSource } from '../rows/row-source.ts'
import { inputOfValue } from '../sources/row-from-span.ts'
import { readMessages } from '../sources/row-mapping.ts'
import type { ImportedChecks } from './promptfoo-evaluators.ts'

export interface ImportContext extends RowMaker {
  /** Name of the file, for the rows' source. */
  readonly file?: string
}

export interface ImportProblem {
  readonly kind: 'problem'
  /** Line of the file, or position in its list; from 1. */
  readonly line: number
  readonly message: string
  /** The column or field it is about; '' for the whole record. */
  readonly where: string
  readonly fix: string
}

export interface ImportedRow {
  readonly kind: 'row'
  readonly line: number
  readonly row: RowFields
  /** The status that the file gives; whether the row may have it, `decideRowStatus` says. */
  readonly status: RowStatus
  /** Checks in the words of the system they came from, for whoever makes evaluators of them. */
  readonly checks: readonly JsonObject[]
  /** What of these checks our evaluators do, and what they do not. */
  readonly imported?: ImportedChecks
}

/** What became of one record: a row, or what was wrong with it and where. Nothing is skipped silently. */
export type ImportedRecord = ImportedRow | ImportProblem

export interface RecordPlace {
  readonly format: ImportFormat
  readonly line: number
  readonly context: ImportContext
}

export interface ImportedFields extends Omit<NewRow, 'source'> {
  readonly status?: RowStatus
  readonly checks?: readonly JsonObject[]
  readonly imported?: ImportedChecks
  readonly origin?: Pick<NonNullable<RowSource['origin']>, 'id' | 'traceId' | 'spanId'>
}

/** The row of imported fields with its source, or what is wrong with them. */
export function importedRow(fields: ImportedFields, place: RecordPlace): ImportedRecord {
  const { status = 'draft', checks = [], imported, origin, ...content } = fields
  const { who, at, file } = place.context
  const source: RowSource = {
    kind: 'import',
    origin: { format: place.format, line: place.line, ...(file !== undefined && { file }), ...origin },
    who,
    at,
  }
  const of = { status, checks, line: place.line, ...(imported !== undefined && { imported }) }
  return checkedRow({ ...content, source }, of)
}

export function checkedRow(
  row: unknown,
  of: Pick<ImportedRow, 'status' | 'checks' | 'line' | 'imported'>,
): ImportedRecord {
  const parsed = newRowSchema.safeParse(row)
  if (parsed.success) return { kind: 'row', row: parsed.data, ...of }
  const [issue] = parsed.error.issues
  return problemAt(of.line, {
    message: issue?.message ?? 'This is no row',
    where: issue?.path.join('.') ?? '',
    fix: 'Correct this field, or leave it out',
  })
}

export function problemAt(line: number, problem: Omit<ImportProblem, 'kind' | 'line'>): ImportProblem {
  return { kind: 'problem', line, ...problem }
}

/**
 * The input that a value of another system stands for: messages (alone, or under `messages` with variables beside
 * them), an object of variables, or a text that the user says.
 */
export function importedInput(value: JsonValue | undefined): RowInput {
  if (typeof value === 'string' || Array.isArray(value)) {
    const messages = value.length === 0 ? undefined : readMessages(value as JsonValue)
    if (messages !== undefined) return { variables: {}, messages }
  }
  if (isJsonObject(value) && Array.isArray(value.messages)) {
    const { messages: list, ...variables } = value
    const messages = list === undefined ? undefined : readMessages(list)
    if (messages !== undefined) return { variables, messages }
  }
  return inputOfValue(value)
}
