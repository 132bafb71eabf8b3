import { type RowOutput, rowFromSpan, rowFromTrace, type SourceSpan } from '../datasets/index.ts'
import { toolCallsOfSpans } from '../evaluators/index.ts'
import type { CanonicalSpan } from '../traces/index.ts'
import type { Trial } from './run-answers.ts'

export interface TraceOutput {
  readonly output: Pick<RowOutput, 'messages' | 'value' | 'error'>
  /** In the order in which they were made; null where a span alone is looked at, whose messages hold them. */
  readonly toolCalls: Trial['toolCalls']
  readonly usage: CanonicalSpan['usage'] | null
  readonly costUsd: number | null
}

/**
 * What a trace, or one span of it, put out: the recorded output of a row that came from there.
 *
 * @returns undefined when the trace has no such span
 */
export function outputOfTrace(spans: readonly SourceSpan[], spanId: string | undefined): TraceOutput | undefined {
  const maker = { who: 'recorded', at: '1970-01-01T00:00:00.000Z' }
  const nothing = { messages: [] }
  if (spanId === undefined) {
    if (spans.length === 0) return undefined
    const { observedOutput } = rowFromTrace(spans, maker)
    return { output: observedOutput ?? nothing, toolCalls: toolCallsOfSpans(spans), usage: null, costUsd: null }
  }
  const span = spans.find((each) => each.spanId === spanId)
  if (span === undefined) return undefined
  const { observedOutput } = rowFromSpan({ span }, maker)
  const { usage, cost } = span.canonical
  return { output: observedOutput ?? nothing, toolCalls: null, usage: usage ?? null, costUsd: cost?.totalUsd ?? null }
}
