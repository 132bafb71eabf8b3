import type { JsonValue } from '../../traces/index.ts'
import { type EvaluatorDefinition, evaluatorDefinitionSchema } from './evaluator-definition.ts'

/** Raised when the same definition begins to judge differently, so that old and new results have different versions. */
const revision = 1

/**
 * The text whose hash is the version of an evaluator: the definition with its defaults, keys sorted, so that neither the order
 * of keys nor a default that was left out or written makes another version.
 * @throws ZodError for what is no definition
 */
export function evaluatorVersionText(definition: EvaluatorDefinition): string {
  return canonicalText({ definition: evaluatorDefinitionSchema.parse(definition) as unknown as JsonValue, revision })
}

/** JSON with the keys of each object in the order of their UTF-16 code units and no spaces (RFC 8785); undefined ones left out. */
export function canonicalText(value: JsonValue): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalText(member as JsonValue)}`)
  return `{${members.join(',')}}`
}
