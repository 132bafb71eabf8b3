import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { noTokens, tokenMeasures } from '../summary/index.ts'
import { countUsage, type UsageSpan } from './count-usage.ts'

interface Sent {
  readonly parent?: string
  readonly input?: number
  readonly output?: number
  readonly reported?: number
  readonly computed?: number
}

/** Spans by id; costs are in 1e-9 US dollars. */
function trace(spans: { readonly [spanId: string]: Sent }): UsageSpan[] {
  return Object.entries(spans).map(([spanId, sent]) => ({
    spanId,
    parentSpanId: sent.parent ?? '',
    tokens: { ...noTokens, inputTokens: sent.input ?? 0, outputTokens: sent.output ?? 0 },
    costNanoUsd: sent.reported ?? sent.computed ?? 0,
    costSource: sent.reported !== undefined ? 'reported' : sent.computed !== undefined ? 'computed' : '',
  }))
}

const inputs = (spans: UsageSpan[]) =>
  Object.fromEntries([...countUsage(spans)].map(([id, counted]) => [id, counted.tokens.inputTokens]))
const costs = (spans: UsageSpan[]) =>
  Object.fromEntries([...countUsage(spans)].map(([id, counted]) => [id, counted.costNanoUsd]))

describe('tokens of a trace are counted once', () => {
  it('a parent that repeats the sum of its children adds nothing', () => {
    expect(
      inputs(trace({ root: { input: 80 }, a: { parent: 'root', input: 30 }, b: { parent: 'root', input: 50 } })),
    ).toEqual({
      root: 0,
      a: 30,
      b: 50,
    })
  })

  it('a parent that repeats only the last step, or less, adds nothing', () => {
    expect(
      inputs(trace({ root: { input: 50 }, a: { parent: 'root', input: 30 }, b: { parent: 'root', input: 50 } })).root,
    ).toBe(0)
  })

  it('a root with the real figure counts what its children leave open', () => {
    expect(inputs(trace({ root: { input: 100 }, a: { parent: 'root', input: 3 }, b: { parent: 'root' } }))).toEqual({
      root: 97,
      a: 3,
      b: 0,
    })
  })

  it('figures pass through spans that have none, and measures count apart', () => {
    const spans = trace({
      root: { input: 10, output: 9 },
      chain: { parent: 'root' },
      llm: { parent: 'chain', input: 10, output: 4 },
    })
    const counted = countUsage(spans)
    expect(counted.get('root')?.tokens).toMatchObject({ inputTokens: 0, outputTokens: 5 })
    expect(counted.get('llm')?.tokens).toMatchObject({ inputTokens: 10, outputTokens: 4 })
  })

  it('orphans, spans that are their own parent, and cycles end, as roots', () => {
    const spans = trace({
      orphan: { parent: 'never came', input: 5 },
      self: { parent: 'self', input: 7 },
      x: { parent: 'z', input: 1 },
      y: { parent: 'x', input: 10 },
      z: { parent: 'y', input: 2 },
      tail: { parent: 'z', input: 1 },
    })
    expect(inputs(spans)).toEqual({ orphan: 5, self: 7, x: 0, y: 8, z: 1, tail: 1 })
  })
})

describe('cost of a trace is counted once', () => {
  it('a reported cost covers the computed ones below it, and only its surplus over reported ones counts', () => {
    const spans = trace({
      root: { reported: 100 },
      priced: { parent: 'root', input: 5, computed: 70 },
      paid: { parent: 'priced', reported: 30 },
    })
    expect(costs(spans)).toEqual({ root: 70, priced: 0, paid: 30 })
  })

  it('computed costs count where nobody above reports one', () => {
    const spans = trace({
      root: {},
      a: { parent: 'root', input: 5, computed: 10 },
      b: { parent: 'root', reported: 4 },
      c: { parent: 'b', input: 5, computed: 9 },
    })
    expect(costs(spans)).toEqual({ root: 0, a: 10, b: 4, c: 0 })
  })

  it('a computed cost over tokens that are counted below is only a difference of prices', () => {
    const spans = trace({
      root: { input: 80, computed: 90 },
      a: { parent: 'root', input: 30, computed: 20 },
      b: { parent: 'root', input: 50, reported: 40 },
    })
    expect(costs(spans)).toEqual({ root: 0, a: 20, b: 40 })
    const partly = trace({ root: { input: 100, computed: 90 }, a: { parent: 'root', input: 30, computed: 20 } })
    expect(costs(partly)).toEqual({ root: 70, a: 20 })
  })
})

/** The rule as one would say it, for trees: what a subtree counts is the larger of the own figure and the children's sum. */
function expectedTotal(spans: readonly UsageSpan[], measure: (span: UsageSpan) => number): number {
  const ids = new Set(spans.map((span) => span.spanId))
  const total = (span: UsageSpan): number => {
    const below = spans
      .filter((other) => other.parentSpanId === span.spanId)
      .reduce((sum, child) => sum + total(child), 0)
    return Math.max(measure(span), below)
  }
  return spans.filter((span) => !ids.has(span.parentSpanId)).reduce((sum, root) => sum + total(root), 0)
}

const figure = fc.oneof(fc.constant(0), fc.nat(1000))
const source = fc.constantFrom<UsageSpan['costSource'][]>('', 'reported', 'computed')
const tree = fc
  .array(
    fc.record({ parent: fc.nat(), tokens: fc.array(figure, { minLength: 6, maxLength: 6 }), cost: figure, source }),
    {
      minLength: 1,
      maxLength: 25,
    },
  )
  .map((drafts) =>
    drafts.map((draft, at): UsageSpan => {
      const parent = draft.parent % (at + 1)
      return {
        spanId: `s${at}`,
        parentSpanId: parent === at ? (at % 2 === 0 ? '' : 'gone') : `s${parent}`,
        tokens: Object.fromEntries(
          tokenMeasures.map((measure, index) => [measure, draft.tokens[index]]),
        ) as UsageSpan['tokens'],
        costNanoUsd: draft.source === '' ? 0 : draft.cost,
        costSource: draft.source,
      }
    }),
  )
const graph = fc
  .array(fc.record({ parent: fc.nat(12), input: figure, cost: figure, source }), { maxLength: 12 })
  .map((drafts) =>
    drafts.map(
      (draft, at): UsageSpan => ({
        spanId: `s${at}`,
        parentSpanId: `s${draft.parent}`,
        tokens: { ...noTokens, inputTokens: draft.input },
        costNanoUsd: draft.cost,
        costSource: draft.source,
      }),
    ),
  )

describe('for any trace', () => {
  it('the sum is the larger of own figure and children, all the way up', () => {
    fc.assert(
      fc.property(tree, (spans) => {
        const counted = [...countUsage(spans).values()]
        for (const measure of tokenMeasures) {
          const sum = counted.reduce((total, span) => total + span.tokens[measure], 0)
          expect(sum).toBe(expectedTotal(spans, (span) => span.tokens[measure]))
        }
        const reported = spans.map(
          (span): UsageSpan => (span.costSource === 'computed' ? { ...span, costSource: '', costNanoUsd: 0 } : span),
        )
        const cost = [...countUsage(reported).values()].reduce((total, span) => total + span.costNanoUsd, 0)
        expect(cost).toBe(expectedTotal(reported, (span) => span.costNanoUsd))
      }),
    )
  })

  it('no span counts less than zero or more than it said, even in cycles', () => {
    fc.assert(
      fc.property(graph, (spans) => {
        const counted = countUsage(spans)
        for (const span of spans) {
          const own = counted.get(span.spanId)
          expect(own?.tokens.inputTokens).toBeGreaterThanOrEqual(0)
          expect(own?.tokens.inputTokens).toBeLessThanOrEqual(span.tokens.inputTokens)
          expect(own?.costNanoUsd).toBeGreaterThanOrEqual(0)
          expect(own?.costNanoUsd).toBeLessThanOrEqual(span.costNanoUsd)
        }
      }),
    )
  })

  it('the order of arrival changes nothing', () => {
    const shuffled = graph.chain((spans) =>
      fc.tuple(fc.constant(spans), fc.shuffledSubarray(spans, { minLength: spans.length })),
    )
    fc.assert(
      fc.property(shuffled, ([spans, other]) => {
        expect(Object.fromEntries(countUsage(other))).toEqual(Object.fromEntries(countUsage(spans)))
      }),
    )
  })

  it('a chain of 100,000 spans is counted without recursion, in time that grows with it', () => {
    const spans = Array.from(
      { length: 100_000 },
      (_, at): UsageSpan => ({
        spanId: `s${at}`,
        parentSpanId: at === 0 ? '' : `s${at - 1}`,
        tokens: { ...noTokens, inputTokens: 1 },
        costNanoUsd: 1,
        costSource: 'computed',
      }),
    )
    const startedMs = performance.now()
    const counted = countUsage(spans)
    expect(performance.now() - startedMs).toBeLessThan(5000)
    expect([...counted.values()].reduce((sum, span) => sum + span.tokens.inputTokens, 0)).toBe(1)
  })
})
