import { isJsonValue, type JsonValue } from '../traces/index.ts'

/**
 * The arguments of a tool call as what they say: none, null and '' are {}, and JSON text of an object or a list (which
 * providers send) is that. Other text is an argument by itself, since a tool may take plain text; so is JSON that is too
 * deep to walk.
 */
export function openArguments(given: JsonValue | undefined): JsonValue {
  if (given === undefined || given === null || given === '') return {}
  if (typeof given !== 'string') return given
  try {
    const value: unknown = JSON.parse(given)
    return typeof value === 'object' && isJsonValue(value) ? (value ?? {}) : given
  } catch {
    return given
  }
}
