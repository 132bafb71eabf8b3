import type { SliceKey, WatchedMeasure, WatchedMetric } from '../../traces/index.ts'

const nameOf: Readonly<Record<WatchedMeasure, string>> = {
  request_count: 'Number of requests',
  error_rate: 'Error rate',
  latency_ms: 'Latency',
  ttft_ms: 'Time to first token',
  input_tokens: 'Input tokens',
  output_tokens: 'Output tokens',
  total_tokens: 'Tokens',
  cost_usd: 'Cost',
  score_mean: 'Mean score',
  score_pass_rate: 'Pass rate',
  label_share: 'Share of a label',
  tool_error_rate: 'Tool error rate',
  empty_retrieval_rate: 'Share of empty retrievals',
  schema_break_rate: 'Share of broken schemas',
  response_model: 'Response model',
}

/** "Error rate", "Pass rate of helpful", "Latency (p90) of spans" */
export function nameMetric({ measure, of, scoreName = '', label = '', quantile }: WatchedMetric): string {
  const suffix = of === 'spans' ? ' of spans' : ''
  switch (measure) {
    case 'latency_ms':
    case 'ttft_ms':
    case 'input_tokens':
    case 'output_tokens':
    case 'total_tokens':
    case 'cost_usd':
      return `${nameOf[measure]} (p${Math.round(quantile * 100)})${suffix}`
    case 'score_mean':
    case 'score_pass_rate':
      return `${nameOf[measure]} of ${shortLine(scoreName)}`
    case 'label_share':
      return `Share of ${shortLine(label)} in ${shortLine(scoreName)}`
    case 'request_count':
    case 'error_rate':
    case 'tool_error_rate':
    case 'empty_retrieval_rate':
    case 'schema_break_rate':
    case 'response_model':
      return `${nameOf[measure]}${suffix}`
  }
}

/** "model gpt-4o", "segment free" */
export function nameSlice({ key, value }: { readonly key: SliceKey; readonly value: string }): string {
  const word = key.startsWith('metadata:') ? shortLine(key.slice('metadata:'.length)) : key
  return `${word} ${value === '' ? '(none)' : shortLine(value)}`
}

/** What a trace says, on one line and bounded: it stands in titles and messages. */
export function shortLine(text: string, mostCharacters = 80): string {
  const line = text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
  const characters = [...line]
  return characters.length <= mostCharacters ? line : `${characters.slice(0, mostCharacters - 1).join('')}…`
}
