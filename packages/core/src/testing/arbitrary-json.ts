import fc from 'fast-check'
import { isJsonValue, type JsonValue } from '../traces/index.ts'

/** JSON as it comes from a parser, without what no row, prompt or evaluator takes. */
export function arbitraryJson(maxDepth = 3): fc.Arbitrary<JsonValue> {
  return fc
    .jsonValue({ maxDepth })
    .map((value): unknown => JSON.parse(JSON.stringify(value)))
    .filter(isJsonValue)
}
