import {
  type AlertTrace,
  evidenceFilter,
  type FilterConditions,
  type TraceSort,
  type TraceSummary,
  traceListQuerySchema,
  trafficFilter,
  type WatchedMetric,
} from '@pawl/core'
import type { EvidenceRequest } from '../alerts-context.ts'
import type { CopiedTrace } from '../store/alert-traces.store.ts'
import type { EvidenceReader } from './evidence-reader.ts'

const mostWorst = 5
const mostTypical = 5

/** The worst since the change, and others of the same traffic, whatever became of them. */
export async function findExamples(
  reader: EvidenceReader,
  { project, metric, finding }: EvidenceRequest,
): Promise<readonly CopiedTrace[]> {
  const { slice, limit, value, after } = finding
  const alert = {
    ...{ metric, slice, limit, value },
    from: new Date(after.fromMs).toISOString(),
    to: new Date(Math.max(after.toMs, after.fromMs + 1)).toISOString(),
  }
  const read = async (filter: FilterConditions, { sort, limit: most }: { sort: TraceSort; limit: number }) =>
    (await reader.listTraces(project, traceListQuerySchema.parse({ ...filter, sort, limit: most }))).traces
  const worst = await read(evidenceFilter(alert), { sort: worstFirst(metric), limit: mostWorst })
  const known = new Set(worst.map(({ traceId }) => traceId))
  const others = await read(trafficFilter(alert), { sort: '-start', limit: mostTypical + mostWorst })
  const typical = others.filter(({ traceId }) => !known.has(traceId)).slice(0, mostTypical)
  return [
    ...worst.map((trace) => copied('worst', metric, trace)),
    ...typical.map((trace) => copied('typical', metric, trace)),
  ]
}

function worstFirst({ measure }: WatchedMetric): TraceSort {
  switch (measure) {
    case 'latency_ms':
    case 'ttft_ms':
      return '-duration'
    case 'cost_usd':
      return '-cost'
    case 'input_tokens':
    case 'output_tokens':
    case 'total_tokens':
      return '-tokens'
    default:
      return '-start'
  }
}

const copied = (kind: CopiedTrace['kind'], metric: WatchedMetric, trace: TraceSummary): CopiedTrace => {
  const { traceId, name, startTime, inputPreview, outputPreview, sessionId, userId } = trace
  const copy: AlertTrace = { traceId, name, startTime, value: figureOf(metric, trace), inputPreview, outputPreview }
  return { kind, trace: copy, sessionId, userId }
}

function figureOf({ measure, scoreName, label }: WatchedMetric, trace: TraceSummary): number | null {
  const score = trace.scores.find(({ name }) => name === scoreName)
  switch (measure) {
    case 'error_rate':
      return trace.status === 'error' ? 1 : 0
    case 'latency_ms':
      return trace.durationMs
    case 'ttft_ms':
      return trace.timeToFirstTokenMs
    case 'input_tokens':
      return trace.usage.inputTokens
    case 'output_tokens':
      return trace.usage.outputTokens
    case 'total_tokens':
      return trace.usage.totalTokens
    case 'cost_usd':
      return trace.costUsd
    case 'score_mean':
      return score?.value ?? null
    case 'score_pass_rate':
      return score === undefined || score.outcome === 'unknown' ? null : score.outcome === 'pass' ? 1 : 0
    case 'label_share':
      return score === undefined ? null : score.label === label ? 1 : 0
    case 'request_count':
    case 'tool_error_rate':
    case 'empty_retrieval_rate':
    case 'schema_break_rate':
    case 'response_model':
      return null
  }
}
