import type { CanonicalSpan } from '../canonical/index.ts'
import { readRetrieval } from './read-retrieval.ts'
import { readStructure } from './read-structure.ts'

/**
 * What can be asked of a span, and what it then did wrong: pairs of "was it asked" and "it failed". Stored as bits in this order, of a trace
 * as those of any of its spans.
 */
export const spanChecks = [
  'tool',
  'tool_error',
  /** A search of which it is known whether it found anything. */
  'retrieval',
  'empty_retrieval',
  /** An answer that was to follow a schema, or to be JSON. */
  'schema',
  'schema_break',
] as const
export type SpanCheck = (typeof spanChecks)[number]

export const checkBit = (check: SpanCheck): number => spanChecks.indexOf(check)

/** The checks of a span as bits. */
export function checkSpan(span: CanonicalSpan): number {
  let bits = 0
  const add = (asked: SpanCheck, failed: SpanCheck, isFailed: boolean): void => {
    bits |= (1 << checkBit(asked)) | (isFailed ? 1 << checkBit(failed) : 0)
  }
  if (span.kind === 'tool') add('tool', 'tool_error', span.status === 'error')
  const retrieval = readRetrieval(span)
  if (retrieval !== 'unknown') add('retrieval', 'empty_retrieval', retrieval === 'empty')
  const structure = readStructure(span)
  if (structure !== 'unknown') add('schema', 'schema_break', structure === 'broken')
  return bits
}
