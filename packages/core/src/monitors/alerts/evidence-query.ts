import type { TraceFilter, WatchedMetric } from '../../traces/index.ts'
import type { AlertSlice } from '../api/index.ts'

export interface EvidenceOfAlert {
  readonly metric: WatchedMetric
  readonly slice: AlertSlice | null
  /** For latencies, tokens and cost: what is above it is the evidence. */
  readonly limit: number | null
  /** For new and silent values: which. */
  readonly value: string | null
  /** ISO 8601. */
  readonly from: string
  /** ISO 8601, not included; null while it lasts. */
  readonly to: string | null
}

type Conditions = { readonly [Name in keyof TraceFilter]?: TraceFilter[Name] }

/** The traces that show a problem, as the query of the list of traces. */
export function evidenceQuery(alert: EvidenceOfAlert): string {
  const { from, to } = alert
  const conditions: Conditions = { ...alert.metric.filter, ...sliceCondition(alert.slice), ...evidenceCondition(alert) }
  const fields = Object.entries({ from, ...(to !== null && { to }), ...conditions })
  return fields
    .flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((one) => [name, String(one)] as const))
    .map(([name, text]) => `${encodeURIComponent(name)}=${encodeURIComponent(text.toWellFormed())}`)
    .join('&')
}

function sliceCondition(slice: AlertSlice | null): Conditions {
  // Of several values together, and of none, there is no condition.
  if (slice === null || slice.value === '' || slice.value === '(other)') return {}
  const { key, value } = slice
  if (key.startsWith('metadata:')) return { metadata: [`${key.slice('metadata:'.length)}=${value}`] }
  return { [key]: [value] }
}

function evidenceCondition({ metric, limit, value }: EvidenceOfAlert): Conditions {
  const { measure, scoreName = '', label = '' } = metric
  switch (measure) {
    case 'error_rate':
      return { status: ['error'] }
    case 'latency_ms':
      return limit === null ? {} : { minDurationMs: limit }
    case 'total_tokens':
      return limit === null ? {} : { minTokens: limit }
    case 'cost_usd':
      return limit === null ? {} : { minCostUsd: limit }
    case 'score_pass_rate':
      return { score: [`${scoreName}:fail`] }
    case 'label_share':
      return { score: [`${scoreName}:${label}`] }
    case 'score_mean':
      return { score: [scoreName] }
    case 'response_model':
      return value === null || value.startsWith('fingerprint:') ? {} : { model: [value] }
    case 'tool_error_rate':
      return { kind: ['tool'], status: ['error'] }
    case 'empty_retrieval_rate':
      return { kind: ['retriever'] }
    case 'request_count':
    case 'ttft_ms':
    case 'input_tokens':
    case 'output_tokens':
    case 'schema_break_rate':
      return {}
  }
}
