import type { CanonicalSpan, SpanDetail } from '../traces/index.ts'
import { madeToolCalls, type ToolCall } from './evaluation-subject.ts'

/** What the models of a trace asked for, in the order of its spans' starts; in a trace without such messages, the tools that were run. */
export function toolCallsOfSpans(spans: readonly Pick<SpanDetail, 'startTime' | 'canonical'>[]): ToolCall[] {
  const ordered = spans.toSorted((a, b) => (a.startTime < b.startTime ? -1 : a.startTime > b.startTime ? 1 : 0))
  const asked = ordered.flatMap(({ canonical }) => (canonical.kind === 'llm' ? askedBy(canonical) : []))
  if (asked.length > 0) return asked
  return ordered.flatMap(({ canonical: { tool } }) => {
    if (tool === undefined) return []
    return [tool.arguments === undefined ? { name: tool.name } : { name: tool.name, arguments: tool.arguments }]
  })
}

const askedBy = ({ outputMessages }: CanonicalSpan): readonly ToolCall[] =>
  madeToolCalls({ output: { messages: outputMessages } }) ?? []
