import { type CountedUsage, noTokens, type SpanDigest, type TokenCounts, tokenMeasures } from './span-digest.ts'

export interface TraceSummaryRow {
  readonly name: string
  readonly startNs: bigint
  readonly endNs: bigint
  readonly status: 'unset' | 'ok' | 'error'
  readonly spanCount: number
  readonly errorCount: number
  readonly rootSpanId: string
  readonly hasRoot: boolean
  readonly rootKind: string
  readonly spanNames: readonly string[]
  readonly kinds: readonly string[]
  readonly models: readonly string[]
  readonly providers: readonly string[]
  readonly tools: readonly string[]
  readonly services: readonly string[]
  readonly environment: string
  readonly release: string
  readonly sessionId: string
  readonly userId: string
  readonly runId: string
  readonly tags: readonly string[]
  readonly metadata: Readonly<Record<string, string>>
  /** Both `name` and `name@version` of each prompt. */
  readonly prompts: readonly string[]
  readonly tokens: TokenCounts
  readonly costNanoUsd: number
  readonly costSource: '' | 'reported' | 'computed' | 'mixed'
  readonly timeToFirstTokenNs: number
  /** Bits of `spanChecks` that any of its spans has. */
  readonly checks: number
  readonly inputPreview: string
  readonly outputPreview: string
  readonly errorPreview: string
}

/** What each span counts, by span id, so that nothing counts twice; a span that is not there counts nothing. */
type CountedSpans = ReadonlyMap<string, CountedUsage>

/**
 * One trace as one line. Its root is the earliest span without a parent; while that has not arrived, the earliest span
 * whose parent is missing stands in. What a span says about the whole trace (session, user, environment …) is taken
 * from the root, or from the earliest span that says it.
 */
export function summariseTrace(spans: readonly SpanDigest[], counted: CountedSpans): TraceSummaryRow {
  const ordered = [...spans].sort(byStart)
  const root = findRoot(ordered)
  if (root === undefined) throw new RangeError('a trace has at least one span')
  const rootFirst = [root, ...ordered.filter((span) => span !== root)]
  const firstSaid = (read: (span: SpanDigest) => string) => rootFirst.map(read).find((value) => value !== '') ?? ''
  const errors = ordered.filter((span) => span.status === 'error')
  let endNs = root.startNs
  for (const span of ordered) if (span.startNs + span.durationNs > endNs) endNs = span.startNs + span.durationNs
  const status = errors.length > 0 ? 'error' : root.status
  return {
    name: firstSaid((span) => span.traceName) || root.name,
    startNs: ordered[0]?.startNs ?? root.startNs,
    endNs,
    status,
    spanCount: ordered.length,
    errorCount: errors.length,
    rootSpanId: root.spanId,
    hasRoot: root.parentSpanId === '',
    rootKind: root.kind,
    spanNames: distinct(ordered, (span) => [span.name]),
    kinds: distinct(ordered, (span) => [span.kind]),
    models: distinct(ordered, (span) => [span.model]),
    providers: distinct(ordered, (span) => [span.provider]),
    tools: distinct(ordered, (span) => [span.tool]),
    services: distinct(ordered, (span) => [span.service]),
    environment: firstSaid((span) => span.environment),
    release: firstSaid((span) => span.release),
    sessionId: firstSaid((span) => span.sessionId),
    userId: firstSaid((span) => span.userId),
    runId: firstSaid((span) => span.runId),
    tags: distinct(ordered, (span) => span.tags),
    metadata: Object.assign({}, ...[...rootFirst].reverse().map((span) => span.metadata)) as Record<string, string>,
    prompts: distinct(ordered, promptNames),
    tokens: sumTokens(counted),
    costNanoUsd: sumCosts(counted),
    costSource: costSourceOf(ordered, counted),
    timeToFirstTokenNs: rootFirst.find((span) => span.timeToFirstTokenNs > 0)?.timeToFirstTokenNs ?? 0,
    checks: ordered.reduce((bits, span) => bits | span.checks, 0),
    inputPreview: root.inputPreview || (ordered.find((span) => span.inputPreview !== '')?.inputPreview ?? ''),
    outputPreview: root.outputPreview || (ordered.findLast((span) => span.outputPreview !== '')?.outputPreview ?? ''),
    errorPreview: errors.find((span) => span.errorMessage !== '')?.errorMessage ?? '',
  }
}

function byStart(a: SpanDigest, b: SpanDigest): number {
  if (a.startNs !== b.startNs) return a.startNs < b.startNs ? -1 : 1
  return a.spanId < b.spanId ? -1 : a.spanId > b.spanId ? 1 : 0
}

function findRoot(ordered: readonly SpanDigest[]): SpanDigest | undefined {
  const parentless = ordered.find((span) => span.parentSpanId === '')
  if (parentless !== undefined) return parentless
  const present = new Set(ordered.map((span) => span.spanId))
  return ordered.find((span) => !present.has(span.parentSpanId)) ?? ordered[0]
}

function distinct(spans: readonly SpanDigest[], read: (span: SpanDigest) => readonly string[]): readonly string[] {
  const values = new Set<string>()
  for (const span of spans) for (const value of read(span)) if (value !== '') values.add(value)
  return [...values]
}

function promptNames(span: SpanDigest): readonly string[] {
  if (span.prompt === '') return []
  return span.promptVersion === '' ? [span.prompt] : [span.prompt, `${span.prompt}@${span.promptVersion}`]
}

function sumTokens(counted: CountedSpans): TokenCounts {
  const sum = { ...noTokens }
  for (const { tokens } of counted.values()) for (const measure of tokenMeasures) sum[measure] += tokens[measure]
  return sum
}

function sumCosts(counted: CountedSpans): number {
  let sum = 0
  for (const { costNanoUsd } of counted.values()) sum += costNanoUsd
  return sum
}

function costSourceOf(spans: readonly SpanDigest[], counted: CountedSpans): TraceSummaryRow['costSource'] {
  const costly = spans.filter((span) => (counted.get(span.spanId)?.costNanoUsd ?? 0) > 0)
  const sources = new Set((costly.length > 0 ? costly : spans).map((span) => span.costSource))
  sources.delete('')
  if (sources.size > 1) return 'mixed'
  return [...sources][0] ?? ''
}
