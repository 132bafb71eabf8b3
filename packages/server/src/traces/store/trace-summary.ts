import type { SpanKind, TraceSummary } from '@pawl/core'

/** A trace's summary without its scores, which live in a table of their own. */
export type BareSummary = Omit<TraceSummary, 'scores'>

type Values = readonly [
  traceId: string, name: string, startNs: string, durationNs: number, status: TraceSummary['status'], spanCount: number,
  errorCount: number, rootSpanId: string, hasRoot: number, rootKind: SpanKind, kinds: readonly SpanKind[],
  models: readonly string[], providers: readonly string[], tools: readonly string[], services: readonly string[],
  environment: string, release: string, sessionId: string, userId: string, tags: readonly string[],
  prompts: readonly string[], inputTokens: number, outputTokens: number, cacheReadTokens: number,
  cacheWriteTokens: number, reasoningTokens: number, totalTokens: number, costNanoUsd: number, costSource: string,
  inputPreview: string, outputPreview: string, errorPreview: string, ttftNs: number, runId: string,
] // biome-ignore format: in the order of the column

/** Reads the `summary` column of a row of `traces`. */
export function summaryOfRow(summary: string): BareSummary {
  const [
    traceId, name, startNs, durationNs, status, spanCount, errorCount, rootSpanId, hasRoot, rootKind, kinds, models,
    providers, tools, services, environment, release, sessionId, userId, tags, prompts, inputTokens, outputTokens,
    cacheReadTokens, cacheWriteTokens, reasoningTokens, totalTokens, costNanoUsd, costSource, inputPreview,
    outputPreview, errorPreview, ttftNs, runId,
  ] = JSON.parse(summary) as Values // biome-ignore format: in the order of the column
  return {
    traceId,
    name,
    startTime: isoOfNs(BigInt(startNs)),
    durationMs: durationNs / 1e6,
    status,
    spanCount,
    errorCount,
    rootSpanId,
    hasRoot: hasRoot === 1,
    rootKind,
    kinds: [...kinds],
    models: [...models],
    providers: [...providers],
    tools: [...tools],
    services: [...services],
    environment,
    release,
    sessionId,
    userId,
    tags: [...tags],
    prompts: [...prompts],
    usage: { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, reasoningTokens, totalTokens },
    costUsd: costNanoUsd / 1e9,
    costSource: costSourceOf(costSource),
    inputPreview,
    outputPreview,
    errorPreview,
    timeToFirstTokenMs: ttftNs === 0 ? null : ttftNs / 1e6,
    runId,
  }
}

export const costSourceOf = (text: string): TraceSummary['costSource'] =>
  text === 'reported' || text === 'computed' || text === 'mixed' ? text : null

/** ISO 8601 in UTC with nanoseconds. */
export function isoOfNs(ns: bigint): string {
  const milliseconds = ns / 1_000_000n
  const below = (ns % 1_000_000n).toString().padStart(6, '0')
  return `${new Date(Number(milliseconds)).toISOString().slice(0, -1)}${below}Z`
}
