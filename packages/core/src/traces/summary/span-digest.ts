import type { SpanKind } from '../canonical/canonical-span.ts'

/** Token measures in the order they are stored. Each is a count of tokens. */
export const tokenMeasures = [
  'inputTokens',
  'outputTokens',
  'cacheReadTokens',
  'cacheWriteTokens',
  'reasoningTokens',
  'totalTokens',
] as const
export type TokenMeasure = (typeof tokenMeasures)[number]
export type TokenCounts = Readonly<Record<TokenMeasure, number>>

export const noTokens: TokenCounts = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  reasoningTokens: 0,
  totalTokens: 0,
}

/** What a span adds to its trace. */
export interface CountedUsage {
  readonly tokens: TokenCounts
  readonly costNanoUsd: number
}

/** What of a span its trace's summary needs; kept in memory while the trace is being written. */
export interface SpanDigest {
  readonly spanId: string
  readonly parentSpanId: string
  /** Where the span is filed, nanoseconds since 1970. */
  readonly startNs: bigint
  readonly durationNs: bigint
  readonly name: string
  readonly traceName: string
  readonly kind: SpanKind
  readonly status: 'unset' | 'ok' | 'error'
  readonly errorMessage: string
  readonly model: string
  readonly provider: string
  readonly tool: string
  readonly service: string
  readonly environment: string
  readonly release: string
  readonly sessionId: string
  readonly userId: string
  readonly runId: string
  readonly prompt: string
  readonly promptVersion: string
  readonly tags: readonly string[]
  readonly metadata: Readonly<Record<string, string>>
  readonly tokens: TokenCounts
  readonly costNanoUsd: number
  readonly costSource: '' | 'reported' | 'computed'
  readonly timeToFirstTokenNs: number
  /** Bits of `spanChecks`. */
  readonly checks: number
  inputPreview: string
  outputPreview: string
}
