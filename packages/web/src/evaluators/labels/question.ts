import type { EvaluatorDefinition } from '@pawl/core'
import { kindLabel, kinds } from '../form/kinds.ts'

/** What a person is asked about each output: the same as the evaluator is. */
export function questionsOf(definition: EvaluatorDefinition): readonly string[] {
  if (definition.kind === 'judge') {
    const { method } = definition
    if (method.form === 'rubric') {
      return method.criteria.map(({ question, want }) => (want === 'yes' ? question : `${question} (good: no)`))
    }
    if (method.form === 'pairwise') return [method.question]
    return ['Is this output good, as the prompt of the judge asks?']
  }
  if (definition.kind === 'combine') return definition.parts.flatMap((part) => questionsOf(part.definition))
  return [`${kindLabel(definition.kind)}: ${kinds[definition.kind].description}`]
}
