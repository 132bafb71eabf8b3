import type { SpanKind, SpanLine } from '@pawl/core'
import { describe, expect, it } from 'vitest'
import { buildSpanTree } from '../trace/build-span-tree.ts'
import { candidateToolRows } from './use-tool-spans.ts'

// Only what the tree and the choice look at.
const span = (ids: `${string}<${string}`, kind: SpanKind, offsetMs: number) => {
  const [spanId, parentSpanId] = ids.split('<')
  return { spanId, parentSpanId, kind, offsetMs, durationMs: 1, status: 'ok' } as SpanLine
}

const tools = (spans: readonly SpanLine[], of: string) => {
  const tree = buildSpanTree(spans)
  const row = tree.rows[tree.indexOf.get(of) ?? -1]
  return row ? candidateToolRows(tree, row).map((candidate) => candidate.span.spanId) : []
}

describe('the tools that may have answered a model call', () => {
  it('are those below it', () => {
    expect(tools([span('m<', 'llm', 0), span('t<m', 'tool', 1)], 'm')).toEqual(['t'])
  })

  it('are those beside it up to the next model call, also inside a step', () => {
    const spans = [
      span('a<', 'agent', 0),
      span('m1<a', 'llm', 1),
      span('t1<a', 'tool', 2),
      span('step<a', 'chain', 3),
      span('t2<step', 'tool', 4),
      span('m2<a', 'llm', 5),
      span('t3<a', 'tool', 6),
    ]
    expect(tools(spans, 'm1')).toEqual(['t1', 't2'])
    expect(tools(spans, 'm2')).toEqual(['t3'])
  })
})
