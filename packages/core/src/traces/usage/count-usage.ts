import { type CountedUsage, noTokens, type TokenCounts } from '../summary/index.ts'
import { buildForest, type SpanForest } from './span-forest.ts'

/** What counting needs of a span. Cost is in 1e-9 US dollars; `''` means that there is none. */
export interface UsageSpan {
  readonly spanId: string
  readonly parentSpanId: string
  readonly tokens: TokenCounts
  readonly costNanoUsd: number
  readonly costSource: '' | 'reported' | 'computed'
}

/**
 * How much each span of one trace counts, so that the sum over all spans is the usage of the trace: frameworks repeat the
 * sums of their children on parents, and some report only on the root. Per measure a span counts the surplus of its own
 * figure over what its descendants count, never less than zero.
 *
 * Reported cost beats computed: below a span that reports a cost, computed ones count nothing; and the computed cost of a
 * span whose tokens its descendants count already adds nothing, since it could only be a difference between prices.
 *
 * The order of the spans does not matter. A span whose parent is missing, itself or below itself is a root. Span ids are
 * unique within a trace; of equal ones the last is returned.
 */
export function countUsage(spans: readonly UsageSpan[]): ReadonlyMap<string, CountedUsage> {
  const forest = buildForest(spans)
  const tokens = countTokens(spans, forest)
  const costs = countCosts(spans, forest, tokens)
  const counted = new Map<string, CountedUsage>()
  spans.forEach((span, at) => {
    counted.set(span.spanId, { tokens: tokens[at] ?? noTokens, costNanoUsd: costs[at] ?? 0 })
  })
  return counted
}

function countTokens(spans: readonly UsageSpan[], { order, parents }: SpanForest): readonly TokenCounts[] {
  // What is counted below each span; undefined where nothing is, as below most.
  const below: (TokenCounts | undefined)[] = new Array(spans.length).fill(undefined)
  const counted: TokenCounts[] = new Array(spans.length).fill(noTokens)
  for (const at of order) {
    const own = spans[at]?.tokens ?? noTokens
    const descendants = below[at]
    const surplus = descendants === undefined ? own : surplusOver(own, descendants)
    counted[at] = surplus
    const parent = parents[at] ?? -1
    if (parent < 0) continue
    const beneath = descendants === undefined ? surplus : addTokens(descendants, surplus)
    const beside = below[parent]
    if (beneath !== noTokens) below[parent] = beside === undefined ? beneath : addTokens(beside, beneath)
  }
  return counted
}

function surplusOver(own: TokenCounts, descendants: TokenCounts): TokenCounts {
  return {
    inputTokens: Math.max(0, own.inputTokens - descendants.inputTokens),
    outputTokens: Math.max(0, own.outputTokens - descendants.outputTokens),
    cacheReadTokens: Math.max(0, own.cacheReadTokens - descendants.cacheReadTokens),
    cacheWriteTokens: Math.max(0, own.cacheWriteTokens - descendants.cacheWriteTokens),
    reasoningTokens: Math.max(0, own.reasoningTokens - descendants.reasoningTokens),
    totalTokens: Math.max(0, own.totalTokens - descendants.totalTokens),
  }
}

function addTokens(a: TokenCounts, b: TokenCounts): TokenCounts {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    cacheReadTokens: a.cacheReadTokens + b.cacheReadTokens,
    cacheWriteTokens: a.cacheWriteTokens + b.cacheWriteTokens,
    reasoningTokens: a.reasoningTokens + b.reasoningTokens,
    totalTokens: a.totalTokens + b.totalTokens,
  }
}

function countCosts(spans: readonly UsageSpan[], forest: SpanForest, tokens: readonly TokenCounts[]): Float64Array {
  const isCovered = coveredByReport(spans, forest)
  const below = new Float64Array(spans.length)
  const counted = new Float64Array(spans.length)
  for (const at of forest.order) {
    const span = spans[at]
    if (span === undefined) continue
    const descendants = below[at] ?? 0
    const own = ownCost(span, tokens[at] ?? noTokens, { isCovered: isCovered[at] === 1, descendants })
    const surplus = Math.max(0, own - descendants)
    counted[at] = surplus
    const parent = forest.parents[at] ?? -1
    if (parent >= 0) addAt(below, parent, descendants + surplus)
  }
  return counted
}

function ownCost(
  span: UsageSpan,
  tokens: TokenCounts,
  { isCovered, descendants }: { readonly isCovered: boolean; readonly descendants: number },
): number {
  if (span.costSource === 'reported') return span.costNanoUsd
  if (span.costSource === '' || isCovered) return 0
  const isCountedBelow = tokens.inputTokens === 0 && tokens.outputTokens === 0 && descendants > 0
  return isCountedBelow ? 0 : span.costNanoUsd
}

/** 1 for every span with an ancestor that reports a cost. */
function coveredByReport(spans: readonly UsageSpan[], { order, parents }: SpanForest): Uint8Array {
  const covered = new Uint8Array(spans.length)
  // Parents before children.
  for (let index = order.length - 1; index >= 0; index--) {
    const at = order[index] ?? 0
    const parent = parents[at] ?? -1
    if (parent >= 0 && (covered[parent] === 1 || spans[parent]?.costSource === 'reported')) covered[at] = 1
  }
  return covered
}

function addAt(sums: Float64Array, at: number, value: number): void {
  sums[at] = (sums[at] ?? 0) + value
}
