import type { CanonicalSpan, SpanDetail } from '../../traces/index.ts'

/** What a row is made from; a `SpanDetail` is one. */
export type SourceSpan = Pick<SpanDetail, 'traceId' | 'spanId' | 'parentSpanId' | 'name' | 'startTime' | 'canonical'>

/** By start, so that what was recorded stands in the order in which it happened. */
export function inOrder(spans: readonly SourceSpan[]): readonly SourceSpan[] {
  return [...spans].sort((a, b) => (a.startTime < b.startTime ? -1 : a.startTime > b.startTime ? 1 : 0))
}

/** Whether a span says what went in. */
export function hasInput({ canonical: span }: SourceSpan): boolean {
  return (
    span.inputMessages.length > 0 || span.input !== undefined || span.query !== undefined || span.tool !== undefined
  )
}

export function hasOutput({ canonical: span }: SourceSpan): boolean {
  return span.outputMessages.length > 0 || span.output !== undefined || span.tool?.result !== undefined
}

export const isModelCall = (span: CanonicalSpan): boolean => span.kind === 'llm'
