import type { CanonicalSpan, SpanDetail } from '@pawl/core'
import { useQueries } from '@tanstack/react-query'
import type { SpanRow, SpanTree } from '../trace/build-span-tree.ts'
import { spanQuery } from '../trace-queries.ts'
import { hasOpenCalls, type ToolSpan } from './pair-tool-calls.ts'

/** Reading the span of every tool of a huge agent step would be a request each. */
const mostRead = 16

/**
 * Tool spans that may hold the results of a model call: those below it, and those beside it that started after it and
 * before the next model call.
 */
export function candidateToolRows(tree: SpanTree, row: SpanRow): readonly SpanRow[] {
  const isTool = (candidate: SpanRow) => candidate.span.kind === 'tool'
  const below = tree.rows.slice(row.index + 1, row.end).filter(isTool)
  const parentEnd = tree.rows[row.parent]?.end ?? tree.rows.length
  const beside: SpanRow[] = []
  for (let index = row.end; index < parentEnd; ) {
    const sibling = tree.rows[index]
    if (!sibling || sibling.span.kind === 'llm') break
    beside.push(...tree.rows.slice(index, sibling.end).filter(isTool))
    index = sibling.end
  }
  return [...below, ...beside].slice(0, mostRead)
}

function toToolSpan({ spanId, name, canonical }: SpanDetail): ToolSpan {
  const { tool, output, status, error } = canonical
  const result = tool?.result ?? output ?? error?.message
  return {
    spanId,
    name: tool?.name ?? name,
    failed: status === 'error',
    ...(tool?.callId === undefined ? {} : { callId: tool.callId }),
    ...(result === undefined ? {} : { result }),
  }
}

/** The tools that ran for a model call; read only when its own messages leave a call without a result. */
export function useToolSpans(
  traceId: string,
  place: { readonly tree: SpanTree; readonly row: SpanRow },
  canonical: CanonicalSpan,
): readonly ToolSpan[] {
  const isNeeded = hasOpenCalls(canonical.inputMessages, canonical.outputMessages)
  const rows = isNeeded ? candidateToolRows(place.tree, place.row) : []
  return useQueries({
    queries: rows.map((row) => spanQuery(traceId, row.span.spanId)),
    combine: (answers) => answers.flatMap(({ data }) => (data ? [toToolSpan(data)] : [])),
  })
}
