import type { ExpectedToolCall } from '../../evaluators/index.ts'
import { isArray, isObject, type JsonValue, jsonOrUndefined } from '../../traces/index.ts'

/** As tools' calls are written down elsewhere. */
const argumentNames = ['arguments', 'args', 'kwargs', 'parameters', 'input'] as const

/**
 * The tool calls that a row expects, from its metadata: `[{name, arguments}]`, also with `args`, `kwargs`, `parameters` or
 * `input`, and as JSON text. Undefined for anything else.
 */
export function readExpectedToolCalls(value: JsonValue | undefined): readonly ExpectedToolCall[] | undefined {
  const list = typeof value === 'string' ? jsonOrUndefined(value) : value
  if (list === undefined || !isArray(list)) return undefined
  const calls: ExpectedToolCall[] = []
  for (const item of list) {
    if (!isObject(item) || typeof item.name !== 'string' || item.name === '') return undefined
    const given = argumentNames.map((name) => item[name]).find((each) => each !== undefined)
    calls.push({ name: item.name, ...(given === undefined ? {} : { arguments: given }) })
  }
  return calls
}
