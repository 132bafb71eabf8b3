import type { JsonObject, JsonValue } from '../../traces/index.ts'
import type { DefinitionOf } from '../definition/index.ts'
import type { EvaluationSubject } from '../evaluation-subject.ts'
import { type EvaluatorResult, failed, passed, unknown } from '../evaluator-result.ts'
import { listed } from './quote.ts'
import { readJson } from './read-json.ts'

/**
 * Validates a value against a JSON Schema: the violations, each a short sentence that names its place, or none. It throws
 * when the schema itself cannot be used.
 */
export type JsonSchemaValidator = (schema: JsonObject, value: JsonValue) => readonly string[]

export function checkJsonValid(definition: DefinitionOf<'json_valid'>, subject: EvaluationSubject): EvaluatorResult {
  const read = readJson(subject, definition.allowCodeFence)
  return read.value !== undefined || read.isJson ? passed('The output is JSON') : read.result
}

export function checkJsonSchema(
  definition: DefinitionOf<'json_schema'>,
  subject: EvaluationSubject,
  validate: JsonSchemaValidator | undefined,
): EvaluatorResult {
  const read = readJson(subject, definition.allowCodeFence)
  if (read.value === undefined) return read.result
  if (validate === undefined) return unknown('No JSON Schema validator is available here')
  let violations: readonly string[]
  try {
    violations = validate(definition.schema, read.value)
  } catch (error) {
    return unknown(`The JSON Schema cannot be used: ${error instanceof Error ? error.message : String(error)}`)
  }
  if (violations.length === 0) return passed('The output fits the JSON Schema')
  return failed(`The output does not fit the JSON Schema: ${listed(violations)}`)
}
