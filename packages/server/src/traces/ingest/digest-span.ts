import {
  type CanonicalSpan,
  type Cost,
  checkSpan,
  computeCost,
  type JsonValue,
  noTokens,
  type OtlpSpan,
  type PriceOverride,
  previewText,
  type SpanDigest,
  type TokenCounts,
} from '@pawl/core'
import type { Filing } from './file-span.ts'
import { count } from './row-text.ts'

const PREVIEW_LENGTH = 300

export interface DigestSource {
  readonly span: OtlpSpan
  readonly canonical: CanonicalSpan
  readonly filing: Filing
  readonly priceOverrides: readonly PriceOverride[]
}

/** The figures and names of a span that its trace's summary needs. Computes the cost where none was reported. */
export function digestSpan(source: DigestSource): SpanDigest {
  const { span, canonical, filing } = source
  const preview = previewText(canonical, PREVIEW_LENGTH)
  const cost = canonical.cost ?? costOf(source)
  return {
    spanId: span.spanId,
    parentSpanId: span.parentSpanId === span.spanId ? '' : span.parentSpanId,
    startNs: filing.startNs,
    durationNs: filing.durationNs,
    name: span.name,
    traceName: canonical.traceName ?? '',
    kind: canonical.kind,
    status: canonical.status,
    errorMessage: canonical.error?.message ?? '',
    model: canonical.responseModel ?? canonical.requestModel ?? '',
    provider: canonical.provider ?? '',
    tool: canonical.tool?.name ?? '',
    service: canonical.serviceName ?? '',
    environment: canonical.environment ?? '',
    release: canonical.release ?? '',
    sessionId: canonical.sessionId ?? '',
    userId: canonical.userId ?? '',
    runId: canonical.runId ?? '',
    prompt: canonical.promptName ?? '',
    promptVersion: canonical.promptVersion ?? '',
    tags: canonical.tags,
    metadata: textMetadata(canonical.metadata),
    tokens: tokensOf(canonical),
    costNanoUsd: cost === undefined ? 0 : count(cost.totalUsd * 1e9),
    costSource: cost?.source ?? '',
    timeToFirstTokenNs: count((canonical.timeToFirstTokenMs ?? 0) * 1e6),
    checks: checkSpan(canonical),
    inputPreview: preview.input,
    outputPreview: preview.output,
  }
}

function costOf(source: DigestSource): Cost | undefined {
  const { requestModel, responseModel, provider, usage } = source.canonical
  const model = responseModel ?? requestModel
  if (usage === undefined || model === undefined) return undefined
  const timeMs = Number(source.filing.startNs / 1_000_000n)
  return computeCost({ provider, requestModel, model, usage, timeMs, overrides: source.priceOverrides })
}

function tokensOf(canonical: CanonicalSpan): TokenCounts {
  const { usage } = canonical
  if (usage === undefined) return noTokens
  const inputTokens = count(usage.inputTokens)
  const outputTokens = count(usage.outputTokens)
  return {
    inputTokens,
    outputTokens,
    cacheReadTokens: count(usage.cacheReadTokens),
    cacheWriteTokens: count(usage.cacheWriteTokens),
    reasoningTokens: count(usage.reasoningTokens),
    totalTokens: inputTokens + outputTokens > 0 ? inputTokens + outputTokens : count(usage.totalTokens),
  }
}

function textMetadata(metadata: { readonly [key: string]: JsonValue }): Record<string, string> {
  const entries = Object.entries(metadata)
  if (entries.length === 0) return noMetadata
  return Object.fromEntries(
    entries.map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]),
  )
}

const noMetadata: Record<string, string> = {}
