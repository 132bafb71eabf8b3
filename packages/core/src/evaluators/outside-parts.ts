import type { EvaluatorDefinition, SingleDefinition } from './definition/index.ts'

/** A check that needs a model, the network, a sandbox or another thread: its result is brought to `evaluate`. */
export interface OutsidePart {
  /** Where it stands: '' for the whole definition, `/0/2` for the third part of the first part. */
  readonly path: string
  readonly definition: SingleDefinition
}

/** All checks of a definition that `evaluate` cannot make itself, in their order. */
export function outsideParts(definition: EvaluatorDefinition, path = ''): readonly OutsidePart[] {
  if (definition.kind === 'combine') {
    return definition.parts.flatMap((part, index) => outsideParts(part.definition, `${path}/${index}`))
  }
  return isOutside(definition) ? [{ path, definition }] : []
}

export function isOutside(definition: SingleDefinition): boolean {
  switch (definition.kind) {
    case 'code':
    case 'http':
    case 'judge':
    case 'autoevals':
    case 'json_schema':
      return true
    case 'regex':
      return definition.engine === 'backtracking'
    case 'similarity':
      return definition.method === 'embedding'
    default:
      return false
  }
}
