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

export type FilterConditions = { readonly [Name in keyof TraceFilter]?: TraceFilter[Name] }

/** The traces that show a problem, as the query of the list of traces. */
export function evidenceQuery(alert: EvidenceOfAlert): string {
  return Object.entries(evidenceFilter(alert))
    .flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((one) => [name, String(one)] as const))
    .map(([name, text]) => `${encodeURIComponent(name)}=${encodeURIComponent(text.toWellFormed())}`)
    .join('&')
}

/** The traces that show a problem. */
export const evidenceFilter = (alert: EvidenceOfAlert): FilterConditions => ({
  ...trafficFilter(alert),
  ...evidenceCondition(alert),
})

/** All traces that a problem may show in, bad or not. */
export const trafficFilter = ({ metric, slice, from, to }: EvidenceOfAlert): FilterConditions => ({
  from,
  ...(to !== null && { to }),
  ...metric.filter,
  ...sliceCondition(slice),
})

/** A metric of one slice is the metric under this condition. */
export function sliceCondition(slice: AlertSlice | null): FilterConditions {
  // Of several values together, and of none, there is no condition.
  if (slice === null || slice.value === '' || slice.value === '(other)') return {}
  const { key, value } = slice
  if (key.startsWith('metadata:')) return { metadata: [`${key.slice('metadata:'.length)}=${value}`] }
  return { [key]: [value] }
}

function evidenceCondition({ metric, limit, value }: EvidenceOfAlert): FilterConditions {
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
      return { problem: ['tool_error'] }
    case 'empty_retrieval_rate':
      return { problem: ['empty_retrieval'] }
    case 'schema_break_rate':
      return { problem: ['schema_break'] }
    case 'request_count':
    case 'ttft_ms':
    case 'input_tokens':
    case 'output_tokens':
      return {}
  }
}
