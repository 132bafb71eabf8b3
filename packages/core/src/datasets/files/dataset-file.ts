import type { z } from 'zod'
import { AppError } from '../../errors/index.ts'
import { type EvaluatorDefinition, evaluatorDefinitionSchema, evaluatorNameSchema } from '../../evaluators/index.ts'
import { isArray, isJsonObject, type JsonObject, type JsonValue } from '../../traces/index.ts'
import { givenRowIdSchema, givenSourceSchema } from '../api/row-requests.ts'
import { type NewDataset, newDatasetSchema } from '../rows/dataset.ts'
import { newRowSchema, type RowFields, rowInputSchema } from '../rows/row.ts'
import { readMessages } from '../sources/row-mapping.ts'

/** What a file of rows says of its dataset, in its first line or in the project file. What is left out is said nowhere. */
export type DatasetHead = Partial<NewDataset> & {
  /** Prompts that the dataset protects. */
  readonly prompts?: readonly string[]
}

/** One line: a row as a person writes it. */
export interface FileRow {
  readonly line: number
  /** Null: the caller gives it one. */
  readonly id: string | null
  readonly status: 'draft' | 'active'
  /** Without its evaluators, which may stand in the line themselves. */
  readonly fields: Omit<RowFields, 'source' | 'evaluators'>
  readonly evaluators: readonly (string | EvaluatorDefinition)[]
  /** Where it came from, as an export says it; null for a row that was written by hand. */
  readonly source: JsonObject | null
}

export interface FileProblem {
  readonly line: number
  /** A field; '' for the line as a whole. */
  readonly where: string
  readonly message: string
  readonly fix: string
}

export interface DatasetFile {
  readonly head: DatasetHead
  readonly rows: readonly FileRow[]
  readonly problems: readonly FileProblem[]
}

/**
 * Reads rows that are kept in a file: one JSON object a line, what is left out at its default, evaluators by name or written out.
 * The first line may say of the dataset what it is for: `{"dataset": "refunds", "purpose": "regression", "prompts": ["support"]}`.
 * Every line that cannot be used is a problem of its own.
 */
export function readDatasetFile(text: string): DatasetFile {
  let head: DatasetHead = {}
  const rows: FileRow[] = []
  const problems: FileProblem[] = []
  for (const [at, content] of text.split('\n').entries()) {
    if (content.trim() === '') continue
    const line = at + 1
    try {
      const record = readLine(content)
      if (line === 1 && 'dataset' in record) head = readDatasetHead(record)
      else rows.push(readRow(record, line))
    } catch (error) {
      if (!AppError.isInstance(error)) throw error
      problems.push({ line, where: error.where ?? '', message: error.message, fix: error.fix ?? 'Correct this line' })
    }
  }
  return { head, rows, problems: [...problems, ...twins(rows)] }
}

function readLine(content: string): JsonObject {
  let record: unknown
  try {
    record = JSON.parse(content)
  } catch (cause) {
    const fix = 'Write one whole JSON object on each line'
    throw new AppError('bad_request', 'it is not JSON', { where: '', fix, cause })
  }
  if (isJsonObject(record)) return record
  throw misfit('it is no JSON object', '', 'Write one whole JSON object on each line')
}

const headSchema = newDatasetSchema.partial()

/**
 * What a first line, or the entry of a project file, says of a dataset.
 * @throws AppError `bad_request`
 */
export function readDatasetHead({ dataset, prompts, ...said }: JsonObject): DatasetHead {
  // `partial` would still fill in the defaults, and what is not said must stay unsaid.
  const given = { ...said, ...(dataset !== undefined && { name: dataset }) }
  const parsed = headSchema.safeParse(given)
  if (!parsed.success) throw misfitOf(parsed.error, 'A dataset has dataset, purpose, protects, description and prompts')
  const isList = isArray(prompts) && prompts.every((name) => typeof name === 'string')
  if (prompts !== undefined && !isList) throw misfit('prompts is no list of names', 'prompts', 'Write ["support"]')
  const told = Object.fromEntries(Object.entries(parsed.data).filter(([name]) => name in given))
  return { ...told, ...(isList && { prompts: prompts as string[] }) }
}

/** Stands for what the caller stamps. */
const anySource = { kind: 'manual', who: 'somebody', at: '2000-01-01T00:00:00.000Z' } as const
const fieldNames = Object.keys(newRowSchema.shape).filter((name) => name !== 'source')

function readRow(record: JsonObject, line: number): FileRow {
  const { id: own, pawl_row: exported, status = 'active', evaluators = [], source, ...fields } = record
  if (own !== undefined && exported !== undefined) throw misfit('it has two ids', 'pawl_row', 'Keep one of the two')
  if (status !== 'active' && status !== 'draft') {
    const fix = 'Write "active" or "draft"; a row that is not wanted any more is taken out of the file'
    throw misfit(`there is no status ${JSON.stringify(status)} in files`, 'status', fix)
  }
  const unknown = Object.keys(fields).find((name) => !fieldNames.includes(name))
  if (unknown !== undefined) {
    throw misfit(`no row has a field "${unknown}"`, unknown, `The fields are id, status, ${fieldNames.join(', ')}`)
  }
  const checks = readEvaluators(evaluators)
  const names = checks.map((check) => (typeof check === 'string' ? check : check.kind))
  const parsed = newRowSchema.safeParse({
    ...fields,
    input: openedInput(fields.input),
    evaluators: names,
    source: anySource,
  })
  if (!parsed.success) throw misfitOf(parsed.error, 'Correct this field, or leave it out')
  if (status === 'active' && checks.length === 0) {
    const fix =
      'Add one, such as "evaluators": [{"kind": "contains", "mode": "any", "values": ["30 days"]}], or write "status": "draft"'
    throw misfit('the row has no evaluator, so nothing judges it', 'evaluators', fix)
  }
  const { source: _, evaluators: _names, ...rest } = parsed.data
  return { line, id: readId(own ?? exported), status, fields: rest, evaluators: checks, source: readSource(source) }
}

function readId(id: JsonValue | undefined): string | null {
  if (id === undefined || id === null || id === '') return null
  const parsed = givenRowIdSchema.safeParse(id)
  if (parsed.success) return parsed.data
  throw misfit(parsed.error.issues[0]?.message ?? 'it is no id', 'id', 'Write for example "id": "late-refund"')
}

/** An export says who made the row and when; that is the server's to say for a row that it does not know. */
function readSource(source: JsonValue | undefined): JsonObject | null {
  if (source === undefined || source === null) return null
  if (!isJsonObject(source)) throw misfit('it is no object', 'source', 'Leave it out')
  const { who: _, at: _at, ...given } = source
  const parsed = givenSourceSchema.safeParse(given)
  if (!parsed.success) throw misfitOf(parsed.error, 'Leave it out')
  return given.kind === 'manual' && Object.keys(given).length === 1 ? null : given
}

function readEvaluators(given: JsonValue): FileRow['evaluators'] {
  const fix = 'Write names, or checks such as {"kind": "contains", "mode": "any", "values": ["30 days"]}'
  if (!isArray(given)) throw misfit('evaluators is no list', 'evaluators', fix)
  return given.map((each, at) => {
    const where = `evaluators[${at}]`
    if (typeof each === 'string') {
      const name = evaluatorNameSchema.safeParse(each)
      if (name.success) return name.data
      throw misfit(name.error.issues[0]?.message ?? 'it is no name', where, fix)
    }
    const parsed = evaluatorDefinitionSchema.safeParse(each)
    if (parsed.success) return parsed.data
    const [issue] = parsed.error.issues
    throw misfit(issue?.message ?? 'it is no check', [where, ...(issue?.path ?? [])].map(String).join('.'), fix)
  })
}

/** Messages may be a text that the user says, or stand in the form of any producer. */
function openedInput(input: JsonValue | undefined): JsonValue | undefined {
  const fix =
    'Write {"variables": {"question": "…"}} for the variables of a prompt, or "input": "…" for what the user says'
  if (typeof input === 'string' || isArray(input)) return { messages: openedMessages(input, fix) }
  if (!isJsonObject(input)) throw misfit('it has no input', 'input', fix)
  const unknown = Object.keys(input).find((name) => name !== 'variables' && name !== 'messages')
  if (unknown !== undefined) throw misfit(`"${unknown}" is neither variables nor messages`, 'input', fix)
  return input.messages === undefined ? input : { ...input, messages: openedMessages(input.messages, fix) }
}

function openedMessages(messages: JsonValue, fix: string): JsonValue {
  // What has the form already is not read a second time: an empty message is one.
  if (rowInputSchema.safeParse({ messages }).success) return messages
  const opened = readMessages(messages)
  if (opened === undefined) throw misfit('they are no messages', 'input.messages', fix)
  return opened as unknown as JsonValue
}

function twins(rows: readonly FileRow[]): FileProblem[] {
  const lines = new Map<string, number>()
  return rows.flatMap(({ id, line }) => {
    const first = id === null ? undefined : lines.get(id)
    if (id !== null && first === undefined) lines.set(id, line)
    if (first === undefined) return []
    return [{ line, where: 'id', message: `line ${first} has the id ${id} already`, fix: 'Give one of them another' }]
  })
}

function misfitOf(error: z.ZodError, fix: string): AppError {
  const [issue] = error.issues
  return misfit(issue?.message ?? 'it does not fit', (issue?.path ?? []).map(String).join('.'), fix)
}

function misfit(message: string, where: string, fix: string): AppError {
  return new AppError('bad_request', message, { where, fix })
}
