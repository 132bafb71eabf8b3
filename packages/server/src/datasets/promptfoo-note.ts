import type { EvaluatorDefinition } from '@pawl/core'

/** The note of an imported evaluator: where it comes from, and where it judges only about as the original did. */
export function promptfooNote(definition: EvaluatorDefinition): string {
  const about = [...new Set(approximationsIn(definition))]
  return ['Imported from promptfoo', ...about].join('. ')
}

function approximationsIn(definition: EvaluatorDefinition): readonly string[] {
  if (definition.kind === 'combine') return definition.parts.flatMap((part) => approximationsIn(part.definition))
  if (definition.kind !== 'similarity') return []
  if (definition.method === 'rouge_l') return ['Its rouge-n is ROUGE-L here: the longest common sequence of words']
  if (definition.method !== 'levenshtein') return []
  return ['Its limit of edits is a share of the text here: the same where output and expected text are equally long']
}
