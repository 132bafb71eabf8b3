import { canonicalJsonText } from '../../traces/index.ts'
import { type EvaluatorDefinition, evaluatorDefinitionSchema } from './evaluator-definition.ts'

/** Raised when the same definition begins to judge differently, so that old and new results have different versions. */
const revision = 1

/**
 * The text whose hash is the version of an evaluator: the definition with its defaults, keys sorted, so that neither the order
 * of keys nor a default that was left out or written makes another version.
 * @throws ZodError for what is no definition
 */
export function evaluatorVersionText(definition: EvaluatorDefinition): string {
  return canonicalJsonText({ definition: evaluatorDefinitionSchema.parse(definition), revision })
}
