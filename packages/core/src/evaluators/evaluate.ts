import { checkJsonSchema, checkJsonValid, type JsonSchemaValidator } from './check/check-json.ts'
import { checkCost, checkLatency, checkLength, checkSecrets } from './check/check-limits.ts'
import { combineResults } from './check/combine-results.ts'
import { checkJsonFields } from './check/compare-fields.ts'
import { checkNumeric } from './check/compare-numbers.ts'
import { checkAffix, checkContains, checkEquals } from './check/compare-text.ts'
import { checkToolCalls } from './check/compare-tool-calls.ts'
import { checkPattern } from './check/match-pattern.ts'
import { checkSimilarity } from './check/measure-similarity.ts'
import type { EvaluatorDefinition, SingleDefinition } from './definition/index.ts'
import type { EvaluationSubject } from './evaluation-subject.ts'
import { type EvaluatorResult, unknown } from './evaluator-result.ts'
import { isOutside } from './outside-parts.ts'

/** What an evaluation cannot do by itself. */
export interface EvaluationMeans {
  /** For JSON Schema without a result from outside. */
  readonly validateJsonSchema?: JsonSchemaValidator
  /** Results of the parts that `outsideParts` names, by their path. */
  readonly outside?: ReadonlyMap<string, EvaluatorResult>
}

/**
 * Judges one output. The same definition, subject and means give the same result; it never throws for an output, however odd,
 * and takes bounded time. What cannot be judged (nothing recorded, nothing to compare with, no result from outside) is
 * `unknown`, with the reason.
 */
export function evaluate(
  definition: EvaluatorDefinition,
  subject: EvaluationSubject,
  means: EvaluationMeans = {},
): EvaluatorResult {
  return evaluateAt('', definition, { subject, means })
}

interface Evaluation {
  readonly subject: EvaluationSubject
  readonly means: EvaluationMeans
}

function evaluateAt(path: string, definition: EvaluatorDefinition, evaluation: Evaluation): EvaluatorResult {
  if (definition.kind === 'combine') {
    const parts = definition.parts.map(({ name, weight, definition: part }, index) => ({
      name: name ?? part.kind,
      weight,
      result: evaluateAt(`${path}/${index}`, part, evaluation),
    }))
    return combineResults(definition, parts)
  }
  const outside = isOutside(definition) ? evaluation.means.outside?.get(path) : undefined
  return outside ?? evaluateSingle(definition, evaluation)
}

function evaluateSingle(definition: SingleDefinition, { subject, means }: Evaluation): EvaluatorResult {
  switch (definition.kind) {
    case 'equals':
      return checkEquals(definition, subject)
    case 'contains':
      return checkContains(definition, subject)
    case 'starts_with':
    case 'ends_with':
      return checkAffix(definition, subject)
    case 'regex':
      return definition.engine === 'backtracking' ? notRun(definition) : checkPattern(definition, subject)
    case 'json_valid':
      return checkJsonValid(definition, subject)
    case 'json_schema':
      return checkJsonSchema(definition, subject, means.validateJsonSchema)
    case 'json_fields':
      return checkJsonFields(definition, subject)
    case 'numeric':
      return checkNumeric(definition, subject)
    case 'similarity':
      return definition.method === 'embedding' ? notRun(definition) : checkSimilarity(definition, subject)
    case 'tool_calls':
      return checkToolCalls(definition, subject)
    case 'length':
      return checkLength(definition, subject)
    case 'latency':
      return checkLatency(definition, subject)
    case 'cost':
      return checkCost(definition, subject)
    case 'secrets':
      return checkSecrets(definition, subject)
    case 'code':
    case 'http':
    case 'judge':
    case 'autoevals':
      return notRun(definition)
  }
}

const notRun = ({ kind }: SingleDefinition): EvaluatorResult => unknown(`This ${kind} check was not run`)
