import type { Score, SpanLine } from '@pawl/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ancestorsOf, buildSpanTree, searchRows, visibleRows } from './build-span-tree.ts'

function line(spanId: string, parentSpanId = '', change: Partial<SpanLine> = {}): SpanLine {
  return {
    spanId,
    parentSpanId,
    name: spanId,
    kind: 'span',
    startTime: '',
    offsetMs: 0,
    durationMs: 1,
    status: 'unset',
    errorMessage: '',
    model: '',
    service: '',
    toolName: '',
    inputTokens: 0,
    outputTokens: 0,
    totalTokens: 0,
    costUsd: null,
    costSource: null,
    flags: [],
    ...change,
  }
}

const shape = (spans: readonly SpanLine[]) =>
  buildSpanTree(spans).rows.map((row) => `${'.'.repeat(row.depth)}${row.span.spanId}`)

/** Any parents at all: missing ones, oneself, circles. */
const anySpans = fc
  .array(fc.record({ parent: fc.nat(30), offsetMs: fc.nat(50), failed: fc.boolean() }), { maxLength: 25 })
  .map((entries) =>
    entries.map(({ parent, offsetMs, failed }, index) =>
      line(`s${index}`, `s${parent}`, { offsetMs, status: failed ? 'error' : 'ok' }),
    ),
  )

describe('the tree of a trace', () => {
  it('puts children below their parent, by start, whatever order they came in', () => {
    const spans = [
      line('c', 'a', { offsetMs: 2 }),
      line('b', 'a', { offsetMs: 1 }),
      line('d', 'b', { offsetMs: 1 }),
      line('a'),
    ]
    expect(shape(spans)).toEqual(['a', '.b', '..d', '.c'])
  })

  it('shows a span whose parent never came at the top', () => {
    expect(shape([line('a'), line('late', 'missing', { offsetMs: 5 })])).toEqual(['a', 'late'])
  })

  it('cuts a circle open instead of losing or repeating its spans', () => {
    expect(shape([line('a', 'b', { offsetMs: 1 }), line('b', 'a', { offsetMs: 2 })])).toEqual(['a', '.b'])
  })

  it('cuts the circle itself, not the branch that hangs on it', () => {
    const spans = [line('branch', 'a'), line('a', 'b', { offsetMs: 1 }), line('b', 'a', { offsetMs: 2 })]
    expect(shape(spans)).toEqual(['a', '.branch', '.b'])
  })

  it('has every span exactly once, below a row that comes before it', () => {
    fc.assert(
      fc.property(anySpans, (spans) => {
        const tree = buildSpanTree(spans)
        const { rows } = tree
        expect(rows.map((row) => row.span.spanId).sort()).toEqual(spans.map((span) => span.spanId).sort())
        for (const row of rows) {
          expect(row.parent).toBeLessThan(row.index)
          expect(row.depth).toBe(row.parent === -1 ? 0 : (rows[row.parent]?.depth ?? Number.NaN) + 1)
          const below = rows.filter((other) =>
            ancestorsOf({ ...buildSpanTree(spans), rows }, other.index).includes(row),
          )
          expect(row.end - row.index - 1).toBe(below.length)
          expect(row.problemsBelow).toBe(below.filter((other) => other.span.status === 'error').length)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('takes a chain of 50,000 spans, deeper than any call stack', () => {
    const spans = Array.from({ length: 50_000 }, (_, index) => line(`s${index}`, index === 0 ? '' : `s${index - 1}`))
    expect(buildSpanTree(spans).rows.at(-1)?.depth).toBe(49_999)
  })

  it('ends with its last span, not with its root', () => {
    expect(
      buildSpanTree([line('a', '', { durationMs: 5 }), line('b', 'a', { offsetMs: 4, durationMs: 10 })]).extentMs,
    ).toBe(14)
  })
})

describe('folding', () => {
  const tree = buildSpanTree([line('a'), line('b', 'a'), line('c', 'b'), line('d', 'a', { offsetMs: 1 })])

  it('hides all below a folded span and nothing else', () => {
    expect(visibleRows(tree, new Set(['b'])).map((row) => row.span.spanId)).toEqual(['a', 'b', 'd'])
    expect(visibleRows(tree, new Set(['a'])).map((row) => row.span.spanId)).toEqual(['a'])
  })
})

const failed = (spanId: string, name: string) => ({ spanId, name, outcome: 'fail' }) as Score

describe('searching the spans', () => {
  const tree = buildSpanTree(
    [
      line('a', '', { name: 'agent' }),
      line('b', 'a', { name: 'step' }),
      line('c', 'b', { name: 'Chat GPT' }),
      line('d', 'a', { name: 'other', errorMessage: 'rate limit', status: 'error' }),
    ],
    [
      failed('b', 'goal deviation'),
      { ...failed('c', 'tone'), outcome: 'pass' },
      { ...failed('', 'trace'), spanId: null },
    ],
  )
  const find = (text: string, onlyProblems = false) => {
    const found = searchRows(tree, { text, onlyProblems })
    if (found === undefined) throw new Error('nothing was looked for')
    return found
  }
  const idsOf = ({ rows }: ReturnType<typeof find>) => rows.map((row) => row.span.spanId)

  it('finds spans that failed and spans that were judged a fail, and nothing else', () => {
    expect(tree.problems.map((index) => tree.rows[index]?.span.spanId)).toEqual(['b', 'd'])
    expect(idsOf(find('', true))).toEqual(['a', 'b', 'd'])
    expect(idsOf(find('deviation'))).toEqual(['a', 'b'])
    expect(find('GPT', true).matches.size).toBe(0)
  })

  it('keeps the way down to each match', () => {
    const { rows, matches } = find('gpt')
    expect(rows.map((row) => row.span.spanId)).toEqual(['a', 'b', 'c'])
    expect(matches.size).toBe(1)
  })

  it('finds what an error says', () => {
    expect(find('RATE').rows.map((row) => row.span.spanId)).toEqual(['a', 'd'])
  })
})
