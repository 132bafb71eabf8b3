import type { autoevalsScorers, EvaluatorDefinition, SingleDefinition } from '../definition/index.ts'

/** What of a row an evaluator compares with. A live trace has none of it, so that all it could say there is `unknown`. */
export type NeededOfRow = 'expected output' | 'expected tool calls'

type Scorer = (typeof autoevalsScorers)[number]

/** Those that compare with an answer that somebody wrote down. */
const comparingScorers: ReadonlySet<Scorer> = new Set([
  ...(['Factuality', 'Battle', 'Sql', 'Summary', 'Translation', 'AnswerCorrectness', 'AnswerSimilarity'] as const),
  ...(['ContextEntityRecall', 'ContextPrecision', 'ContextRecall'] as const),
])

/** Null for one that can judge a live trace. */
export function neededOfRow(definition: EvaluatorDefinition): NeededOfRow | null {
  if (definition.kind !== 'combine') return neededBy(definition)
  const needs = definition.parts.map((part) => neededOfRow(part.definition))
  const [first = null] = needs.filter((need) => need !== null)
  // Of several of which any will do, those that need nothing can still say something.
  return definition.mode === 'any' && needs.includes(null) ? null : first
}

function neededBy(definition: SingleDefinition): NeededOfRow | null {
  switch (definition.kind) {
    case 'equals':
    case 'numeric':
    case 'similarity':
      return definition.expected === undefined ? 'expected output' : null
    case 'json_fields':
      return definition.fields.some(
        ({ expected, rule: { compare } }) => expected === undefined && compare !== 'present' && compare !== 'absent',
      )
        ? 'expected output'
        : null
    case 'tool_calls':
      return definition.expected === undefined ? 'expected tool calls' : null
    case 'judge':
      return definition.method.form === 'pairwise' ? 'expected output' : null
    case 'autoevals':
      return comparingScorers.has(definition.scorer) && definition.options?.expected === undefined
        ? 'expected output'
        : null
    default:
      return null
  }
}
