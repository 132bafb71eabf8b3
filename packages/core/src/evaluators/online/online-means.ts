import type { EvaluatorDefinition, SingleDefinition } from '../definition/index.ts'
import { outsideParts } from '../outside-parts.ts'

const partsOf = (definition: EvaluatorDefinition): readonly SingleDefinition[] =>
  definition.kind === 'combine' ? definition.parts.flatMap((part) => partsOf(part.definition)) : [definition]

/** Whether an evaluator pays a model for its answers: judging live traffic by it takes a cap. */
export const asksModel = (definition: EvaluatorDefinition): boolean =>
  outsideParts(definition).some(
    ({ definition: { kind } }) => kind === 'judge' || kind === 'autoevals' || kind === 'similarity',
  )

/** Whether it costs nothing but a moment of the processor, so that nothing speaks against judging everything. */
export const isDeterministic = (definition: EvaluatorDefinition): boolean =>
  !asksModel(definition) && partsOf(definition).every(({ kind }) => kind !== 'http')

/** The share of traces it judges where nobody said which. */
export const usualShare = (definition: EvaluatorDefinition): number => (isDeterministic(definition) ? 1 : 0.1)

/** The providers of models that it cannot judge without; those of scorers that choose for themselves apart. */
export function providersOf(definition: EvaluatorDefinition): readonly string[] {
  const providers = partsOf(definition).flatMap((part) => {
    if (part.kind === 'judge') return [part.model.provider]
    if (part.kind === 'autoevals') return part.model === undefined ? [] : [part.model.provider]
    if (part.kind === 'similarity') return part.embedding === undefined ? [] : [part.embedding.provider]
    return []
  })
  return [...new Set(providers)]
}

/**
 * What of a trace an evaluator looks at: `figures` are known without reading any span, `output` is what went in and came out,
 * `calls` are the tool calls of all its spans too.
 */
export type TraceNeed = 'figures' | 'output' | 'calls'

export function traceNeed(definition: EvaluatorDefinition): TraceNeed {
  const needs = partsOf(definition).map(({ kind }): TraceNeed => {
    switch (kind) {
      case 'latency':
      case 'cost':
        return 'figures'
      case 'tool_calls':
      case 'code':
      case 'http':
        return 'calls'
      default:
        return 'output'
    }
  })
  if (needs.includes('calls')) return 'calls'
  return needs.includes('output') ? 'output' : 'figures'
}
