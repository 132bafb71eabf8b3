import type { ExampleSource } from '../examples/load-subject.ts'

/** A new evaluator can start from a kind and from the output of a trace, a span or a row. */
export interface NewEvaluatorSearch extends ExampleSource {
  /** As it stands in the address: the page knows the kinds. */
  readonly kind?: string
}

export function parseNewEvaluatorSearch(raw: Readonly<Record<string, unknown>>): NewEvaluatorSearch {
  const text = (key: 'kind' | 'trace' | 'span' | 'row') =>
    typeof raw[key] === 'string' && raw[key] !== '' ? { [key]: raw[key] } : {}
  return { ...text('kind'), ...text('trace'), ...text('span'), ...text('row') }
}
