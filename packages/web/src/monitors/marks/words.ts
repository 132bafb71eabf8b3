import type {
  AlertChannel,
  AlertDelivery,
  AlertState,
  MetricGroup,
  MetricUnit,
  MonitorState,
  SliceKey,
  WatchedMeasure,
  WatchedMetric,
} from '@pawl/core'
import { groupLabels, metadataKeyOf } from '../../traces/index.ts'
import type { Tone } from '../../ui/badge.tsx'

interface MeasureWords {
  readonly label: string
  readonly unit: MetricUnit
  readonly group: 'Traffic' | 'Errors' | 'Speed' | 'Cost' | 'Scores'
  /** What has to be named besides. */
  readonly needs?: 'score' | 'label'
  /** Its values have no bound: what is watched is the share above a quantile of the past. */
  readonly hasQuantile?: true
}

const measureWords = {
  error_rate: { label: 'Error rate', unit: 'share', group: 'Errors' },
  tool_error_rate: { label: 'Tool error rate', unit: 'share', group: 'Errors' },
  empty_retrieval_rate: { label: 'Empty retrievals', unit: 'share', group: 'Errors' },
  schema_break_rate: { label: 'Broken schemas', unit: 'share', group: 'Errors' },
  latency_ms: { label: 'Latency', unit: 'ms', group: 'Speed', hasQuantile: true },
  ttft_ms: { label: 'Time to first token', unit: 'ms', group: 'Speed', hasQuantile: true },
  cost_usd: { label: 'Cost', unit: 'usd', group: 'Cost', hasQuantile: true },
  input_tokens: { label: 'Input tokens', unit: 'tokens', group: 'Cost', hasQuantile: true },
  output_tokens: { label: 'Output tokens', unit: 'tokens', group: 'Cost', hasQuantile: true },
  total_tokens: { label: 'Tokens', unit: 'tokens', group: 'Cost', hasQuantile: true },
  score_pass_rate: { label: 'Pass rate of a score', unit: 'share', group: 'Scores', needs: 'score' },
  score_mean: { label: 'Mean of a score', unit: 'number', group: 'Scores', needs: 'score' },
  label_share: { label: 'Share of a label', unit: 'share', group: 'Scores', needs: 'label' },
  request_count: { label: 'Requests', unit: 'per_hour', group: 'Traffic' },
  response_model: { label: 'Response model', unit: 'share', group: 'Traffic' },
} as const satisfies Record<WatchedMeasure, MeasureWords>

export const wordsOf = (measure: WatchedMeasure): MeasureWords => measureWords[measure]

export const measureNames = Object.keys(measureWords) as readonly WatchedMeasure[]

/** `Pass rate of polite`, `Latency (90th percentile)`: what is watched, without its filter. */
export function metricText({ measure, scoreName, label, quantile = 0.9 }: WatchedMetric): string {
  const { label: words, hasQuantile } = wordsOf(measure)
  switch (measure) {
    case 'score_pass_rate':
      return `Pass rate of ${scoreName ?? 'a score'}`
    case 'score_mean':
      return `Mean of ${scoreName ?? 'a score'}`
    case 'label_share':
      return `Share of “${label ?? 'a label'}” in ${scoreName ?? 'a score'}`
    default:
      return hasQuantile ? `${words} (${Math.round(quantile * 100)}th percentile)` : words
  }
}

export const sliceKeyText = (key: SliceKey): string => metadataKeyOf(key) ?? groupLabels[key as MetricGroup]

export const monitorStateWords = {
  alerting: { label: 'Alerting', tone: 'error', meaning: 'An alert of it is open' },
  failing: { label: 'Failing', tone: 'warn', meaning: 'It cannot do its work' },
  learning: { label: 'Learning', tone: 'neutral', meaning: 'Too little was seen yet to know what is usual' },
  watching: { label: 'Watching', tone: 'ok', meaning: 'All is as usual' },
  disabled: { label: 'Off', tone: 'neutral', meaning: 'It was switched off' },
} as const satisfies Record<MonitorState, { label: string; tone: Tone; meaning: string }>

export const alertStateWords = {
  open: { label: 'Open', tone: 'error' },
  reopened: { label: 'Reopened', tone: 'error' },
  acknowledged: { label: 'Acknowledged', tone: 'warn' },
  resolved: { label: 'Resolved', tone: 'ok' },
} as const satisfies Record<AlertState, { label: string; tone: Tone }>

export const deliveryTones = {
  waiting: 'neutral',
  delivered: 'ok',
  retrying: 'warn',
  failed: 'error',
} as const satisfies Record<AlertDelivery['state'], Tone>

export const channelKindWords = {
  slack: 'Slack-compatible',
  webhook: 'Webhook',
  email: 'E-mail',
} as const satisfies Record<AlertChannel['kind'], string>
