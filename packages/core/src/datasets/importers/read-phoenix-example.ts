import { isJsonObject, isKnownPart, type JsonObject, type JsonValue } from '../../traces/index.ts'
import { readMessages } from '../sources/row-mapping.ts'
import { type ImportedRecord, importedInput, importedRow, problemAt, type RecordPlace } from './import-record.ts'
import { readField, textField } from './record-fields.ts'

/**
 * An example of a Phoenix (OpenInference) dataset in any form it is exported in: `{id, input, output, metadata}`, CSV
 * with `input_…`, `output_…`, `metadata_…` columns, and JSON lines for fine-tuning (`messages`) or evals (`messages`,
 * `ideal`). An output of one field is that field's value; of one assistant message, its text.
 */
export function readPhoenixExample(record: JsonObject, place: RecordPlace): ImportedRecord {
  const example = exampleOf(record)
  if (example === undefined) {
    return problemAt(place.line, {
      message: 'This is no example of a Phoenix dataset',
      where: '',
      fix: 'An example has "input" and "output", or columns input_…, or "messages"',
    })
  }
  const id = textField(record, ['id', 'example_id'])
  return importedRow(
    {
      input: importedInput(example.input),
      reference: referenceOf(example.output),
      metadata: isJsonObject(example.metadata) ? example.metadata : {},
      ...(id !== undefined && { origin: { id } }),
    },
    place,
  )
}

interface Example {
  readonly input: JsonValue
  readonly output: JsonValue
  readonly metadata: JsonValue
}

function exampleOf(record: JsonObject): Example | undefined {
  if (record.input !== undefined) {
    return { input: record.input, output: record.output ?? null, metadata: record.metadata ?? {} }
  }
  const input = columnsWith(record, 'input_')
  if (Object.keys(input).length > 0) {
    return { input, output: columnsWith(record, 'output_'), metadata: columnsWith(record, 'metadata_') }
  }
  return Array.isArray(record.messages) ? fromMessages(record.messages as readonly JsonValue[], record) : undefined
}

function columnsWith(record: JsonObject, prefix: string): JsonObject {
  const columns = Object.entries(record).filter(([name]) => name.startsWith(prefix) && name.length > prefix.length)
  return Object.fromEntries(columns.map(([name, value]) => [name.slice(prefix.length), value]))
}

/** In a file for fine-tuning the last message of the assistant is the answer to learn; in one for evals, `ideal`. */
function fromMessages(messages: readonly JsonValue[], record: JsonObject): Example {
  const ideal = readField(record, ['ideal'])
  if (ideal !== undefined) return { input: [...messages], output: ideal, metadata: record.metadata ?? {} }
  const last = messages.at(-1)
  const isAnswered = isJsonObject(last) && last.role === 'assistant'
  return {
    input: isAnswered ? messages.slice(0, -1) : [...messages],
    output: isAnswered ? { messages: [last] } : null,
    metadata: record.metadata ?? {},
  }
}

function referenceOf(output: JsonValue): JsonValue {
  if (!isJsonObject(output)) return output
  const [only, ...others] = Object.entries(output)
  if (only === undefined) return null
  if (others.length > 0) return output
  return only[0] === 'messages' ? answerText(only[1]) : only[1]
}

function answerText(list: JsonValue): JsonValue {
  const messages = Array.isArray(list) ? (readMessages(list) ?? []) : []
  const [part, ...more] = messages.length === 1 ? (messages[0]?.parts ?? []) : []
  if (part === undefined || more.length > 0) return list
  return isKnownPart(part) && part.type === 'text' ? part.content : list
}
