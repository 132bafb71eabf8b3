import { z } from 'zod'
import {
  isJsonObject,
  isMessage,
  type JsonObject,
  type JsonValue,
  type Message,
  toMessages,
} from '../../traces/index.ts'
import { cellValue } from '../csv/cell-value.ts'
import { type NewRow, newRowSchema, type RowFields } from '../rows/row.ts'
import { rowLabelSchema, rowRiskSchema } from '../rows/row-thresholds.ts'
import { type FoundValue, followPath, parsePath } from './value-path.ts'

const pathSchema = z
  .string()
  .max(1000)
  .refine((path) => parsePath(path) !== undefined, 'not a path such as input.question or messages[-1].content')

/**
 * Which part of a record fills which field of a row. A path into a column of a file, a key of a JSON line, or the view
 * of a trace (`viewTrace`). What is not named stays as the record alone would make it.
 */
export const rowMappingSchema = z.strictObject({
  /** Name of a variable → path. */
  variables: z.record(z.string().min(1).max(200), pathSchema).exactOptional(),
  /** Leads to a list of messages in any known schema, or to a text, which becomes a message of the user. */
  messages: pathSchema.exactOptional(),
  reference: pathSchema.exactOptional(),
  expectedBehavior: pathSchema.exactOptional(),
  /** Name of a metadata field → path. */
  metadata: z.record(z.string().min(1).max(200), pathSchema).exactOptional(),
  /** For every row alike. */
  labels: z.array(rowLabelSchema).exactOptional(),
  risks: z.array(rowRiskSchema).exactOptional(),
  evaluators: z.array(z.string().min(1).max(500)).exactOptional(),
})
export type RowMapping = z.infer<typeof rowMappingSchema>

export interface MappingProblem {
  /** The field of the row that stays empty. */
  readonly field: string
  readonly message: string
  readonly fix: string
}

export interface MappedRow {
  readonly row: RowFields
  readonly problems: readonly MappingProblem[]
}

/** Fills the fields that the mapping names from the record, over what `base` says. A path that leads nowhere is a problem, not an error. */
export function mapRow(base: RowFields, record: JsonObject, mapping: RowMapping): MappedRow {
  const reader = new MappingReader(record)
  const fields = {
    ...base,
    ...(mapping.labels !== undefined && { labels: mapping.labels }),
    ...(mapping.risks !== undefined && { risks: mapping.risks }),
    ...(mapping.evaluators !== undefined && { evaluators: mapping.evaluators }),
    ...(mapping.reference !== undefined && { reference: reader.value('reference', mapping.reference) ?? null }),
    ...(mapping.expectedBehavior !== undefined && {
      expectedBehavior: reader.text('expectedBehavior', mapping.expectedBehavior),
    }),
    ...(mapping.metadata !== undefined && {
      metadata: { ...base.metadata, ...reader.values('metadata', mapping.metadata) },
    }),
    input: mappedInput(base, mapping, reader),
  } satisfies NewRow
  const parsed = newRowSchema.safeParse(fields)
  if (parsed.success) return { row: parsed.data, problems: reader.problems }
  const broken = parsed.error.issues.map((issue) => ({
    field: issue.path.join('.'),
    message: issue.message,
    fix: 'Map this field to a value of the right form',
  }))
  return { row: base, problems: [...reader.problems, ...broken] }
}

/** A mapping that names variables or messages says the whole input: what the record alone would make is not mixed in. */
function mappedInput(base: RowFields, mapping: RowMapping, reader: MappingReader): RowFields['input'] {
  if (mapping.variables === undefined && mapping.messages === undefined) return base.input
  return {
    variables: mapping.variables === undefined ? {} : reader.values('variables', mapping.variables),
    messages: mapping.messages === undefined ? [] : reader.messages(mapping.messages),
  }
}

class MappingReader {
  readonly problems: MappingProblem[] = []
  private readonly record: JsonObject

  constructor(record: JsonObject) {
    this.record = record
  }

  value(field: string, path: string): JsonValue | undefined {
    const steps = parsePath(path)
    const followed = steps === undefined ? undefined : followPath(this.record, steps)
    if (followed?.found === true) return followed.value
    this.problems.push(notFound(field, path, followed))
    return undefined
  }

  values(field: string, paths: { readonly [name: string]: string }): JsonObject {
    const found = Object.entries(paths).flatMap(([name, path]) => {
      const value = this.value(`${field}.${name}`, path)
      return value === undefined ? [] : [[name, value] as const]
    })
    return Object.fromEntries(found)
  }

  text(field: string, path: string): string {
    const value = this.value(field, path)
    if (value === undefined || value === null) return ''
    return typeof value === 'string' ? value : JSON.stringify(value)
  }

  messages(path: string): RowFields['input']['messages'] {
    const value = this.value('messages', path)
    if (value === undefined || value === null) return []
    const messages = readMessages(value)
    if (messages !== undefined) return messages
    const message = `${path} holds neither a text nor messages`
    this.problems.push({ field: 'messages', message, fix: 'Choose a list of {"role", "content"}, or a text' })
    return []
  }
}

/** Messages in any known schema, also as JSON in a text; any other text is what the user says. Undefined for other data. */
export function readMessages(value: JsonValue): Message[] | undefined {
  const opened = typeof value === 'string' ? openedMessages(value) : value
  const list: readonly JsonValue[] = Array.isArray(opened) ? opened : [opened]
  return list.every((item) => typeof item === 'string' || isMessage(item)) ? toMessages(list, 'user') : undefined
}

function openedMessages(text: string): JsonValue {
  const opened = /^\s*[[{]/.test(text) ? cellValue(text) : text
  const list: readonly (JsonValue | undefined)[] = Array.isArray(opened) ? opened : [opened]
  return list.length > 0 && list.every((item) => isMessage(item)) ? (opened ?? text) : text
}

const mostKeysNamed = 12

function notFound(field: string, path: string, followed: FoundValue | undefined): MappingProblem {
  const keys = followed?.found === false ? followed.keys.slice(0, mostKeysNamed) : []
  const reached = followed?.found === false ? followed.reached : ''
  const place = reached === '' ? 'The record' : reached
  return {
    field,
    message: `There is nothing at ${path}`,
    fix: keys.length === 0 ? `${place} holds nothing further: choose another path` : `${place} has ${keys.join(', ')}`,
  }
}

export const isEmptyRow = (row: Pick<RowFields, 'input'>): boolean =>
  row.input.messages.length === 0 && !isFilled(row.input.variables)

const isFilled = (data: JsonObject): boolean => isJsonObject(data) && Object.keys(data).length > 0
