import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildTraceTree, type TreeSpan } from './build-trace-tree.ts'

// biome-ignore lint/complexity/useMaxParams: reads as a table
const span = (spanId: string, parentSpanId: string, start: number, service = 'api'): TreeSpan => ({
  spanId,
  parentSpanId,
  startNs: BigInt(start),
  service,
})

const drawn = (spans: readonly TreeSpan[]) =>
  buildTraceTree(spans).map(
    (placed) =>
      `${'.'.repeat(placed.depth)}${placed.span.spanId}@${placed.drawnStartNs}${placed.isSkewed ? ' skewed' : ''}${placed.isOrphan ? ' orphan' : ''}`,
  )

describe('the tree of a trace', () => {
  it('goes depth first, siblings by start, whatever order the spans came in', () => {
    expect(drawn([span('c', 'a', 30), span('d', 'b', 25), span('a', '', 10), span('b', 'a', 20)])).toEqual([
      'a@10',
      '.b@20',
      '..d@25',
      '.c@30',
    ])
  })

  it('draws a child of a late clock at its parent, and that service along with it', () => {
    const spans = [span('a', '', 100), span('b', 'a', 40, 'db'), span('c', 'b', 45, 'db'), span('d', 'b', 130, 'api')]
    expect(drawn(spans)).toEqual(['a@100', '.b@100 skewed', '..c@105 skewed', '..d@130'])
  })

  it('puts a span whose parent has not arrived at the top and says so', () => {
    expect(drawn([span('a', '', 10), span('b', 'gone', 5)])).toEqual(['b@5 orphan', 'a@10'])
  })

  it('opens circles at their earliest span; neither they nor a span that is its own parent are orphans', () => {
    expect(drawn([span('a', 'c', 30), span('b', 'a', 20), span('c', 'b', 40), span('d', 'd', 50)])).toEqual([
      'd@50',
      'b@20',
      '.c@40',
      '..a@40 skewed',
    ])
  })

  it('holds a hundred thousand spans in one line of descent', () => {
    const spans = Array.from({ length: 100_000 }, (_, i) => span(`s${i}`, i === 0 ? '' : `s${i - 1}`, i))
    expect(buildTraceTree(spans).at(-1)?.depth).toBe(99_999)
  })

  it('places every span once, after its parent and never drawn before it, for any parents', () => {
    const id = fc.integer({ min: 0, max: 12 }).map(String)
    const anySpan = fc.record({
      spanId: id,
      parentSpanId: fc.oneof(fc.constant(''), id),
      startNs: fc.bigInt({ min: 0n, max: 50n }),
      service: fc.constantFrom('api', 'db'),
    })
    fc.assert(
      fc.property(fc.array(anySpan, { maxLength: 20 }), (spans) => {
        const tree = buildTraceTree(spans)
        const known = new Set(spans.map((each) => each.spanId))
        expect(tree.map((each) => each.span.spanId).sort()).toEqual([...known].sort())
        const path: (typeof tree)[number][] = []
        for (const placed of tree) {
          path.length = placed.depth
          const parent = path.at(-1)
          if (parent !== undefined) {
            expect(placed.span.parentSpanId).toBe(parent.span.spanId)
            expect(placed.drawnStartNs).toBeGreaterThanOrEqual(parent.drawnStartNs)
          }
          expect(placed.isSkewed).toBe(placed.drawnStartNs > placed.span.startNs)
          expect(placed.isOrphan).toBe(placed.span.parentSpanId !== '' && !known.has(placed.span.parentSpanId))
          path.push(placed)
        }
      }),
    )
  })
})
