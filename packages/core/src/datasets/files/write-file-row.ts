import type { EvaluatorDefinition } from '../../evaluators/index.ts'
import { canonicalJsonText, type JsonObject, type JsonValue } from '../../traces/index.ts'
import { newRowSchema } from '../rows/row.ts'
import type { DatasetHead, FileRow } from './dataset-file.ts'

export type WrittenRow = Omit<FileRow, 'line' | 'id'> & {
  readonly id: string
  /** The name under which the id stood in the file: `pawl_row`, as exports have it, where there was none. */
  readonly idKey?: 'id' | 'pawl_row' | null
}

const anySource = { kind: 'manual', who: 'somebody', at: '2000-01-01T00:00:00.000Z' }
const defaults = newRowSchema.parse({ input: {}, source: anySource }) as unknown as JsonObject

/** A row as one line with its end; what is at its default is left out. `readDatasetFile` reads it back the same. */
export function writeFileRow(row: WrittenRow): string {
  const { id, idKey = 'pawl_row', status, fields, evaluators, source } = row
  const { input, ...others } = fields as unknown as JsonObject
  const told = Object.entries(others).filter(([name, value]) => !isDefault(name, value))
  const line: JsonObject = {
    ...(idKey !== null && { [idKey]: id }),
    ...(status === 'draft' && { status }),
    input: shortened(input as JsonObject),
    ...Object.fromEntries(
      told.map(([name, value]) => [name, name === 'context' ? shortened(value as JsonObject) : value]),
    ),
    ...(evaluators.length > 0 && { evaluators: evaluators.map((each) => plain(each)) }),
    ...(source !== null && { source }),
  }
  return `${JSON.stringify(line)}\n`
}

const plain = (evaluator: string | EvaluatorDefinition): JsonValue => JSON.parse(JSON.stringify(evaluator)) as JsonValue

const isDefault = (name: string, value: JsonValue): boolean =>
  canonicalJsonText(value) === canonicalJsonText(defaults[name] ?? null)

/** Without its empty lists and objects. */
function shortened(value: JsonObject): JsonObject {
  const isEmpty = (each: JsonValue) => typeof each === 'object' && each !== null && Object.keys(each).length === 0
  return Object.fromEntries(Object.entries(value).filter(([, each]) => !isEmpty(each)))
}

/** The first line of a file of rows. */
export function writeDatasetHead({ name, prompts, ...said }: DatasetHead): string {
  const told = Object.entries(said).filter(([, value]) => value !== undefined && value !== '')
  const line = { dataset: name ?? '', ...Object.fromEntries(told), ...(prompts !== undefined && { prompts }) }
  return `${JSON.stringify(line)}\n`
}
