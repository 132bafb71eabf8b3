import { type JsonObject, numberOf } from '../values/json-value.ts'
import type { RawUsage } from './raw-usage.ts'

interface Buckets {
  input: number | undefined
  output: number | undefined
  cacheRead: number | undefined
  cacheWrite: number | undefined
  reasoning: number | undefined
  total: number | undefined
}

/**
 * Langfuse's usage details. Its integrations write disjoint buckets: `input` without `input_cached_tokens`, `output`
 * without `output_reasoning_tokens`; users may write anything. A total that equals the two plain figures tells that
 * the details are inside them after all. Keys that are not tokens of a call are passed over.
 */
export function readUsageBuckets(value: JsonObject): RawUsage {
  const buckets: Buckets = {
    input: undefined,
    output: undefined,
    cacheRead: undefined,
    cacheWrite: undefined,
    reasoning: undefined,
    total: undefined,
  }
  for (const key of Object.keys(value)) {
    const tokens = numberOf(value[key])
    const bucket = tokens === undefined ? undefined : bucketOf(key)
    if (bucket !== undefined) buckets[bucket] = (buckets[bucket] ?? 0) + (tokens ?? 0)
  }
  const isOpenAi = 'prompt_tokens' in value || 'completion_tokens' in value
  const isInclusive = isOpenAi || hasInclusiveTotal(buckets)
  return { ...buckets, convention: isInclusive ? 'inclusive' : 'exclusive', excludesReasoning: !isInclusive }
}

function hasInclusiveTotal({ input, output, total, cacheRead, cacheWrite, reasoning }: Buckets): boolean {
  const details = (cacheRead ?? 0) + (cacheWrite ?? 0) + (reasoning ?? 0)
  return details > 0 && total !== undefined && total === (input ?? 0) + (output ?? 0)
}

function bucketOf(key: string): keyof Buckets | undefined {
  if (key.startsWith('total')) return 'total'
  if (key.includes('cache')) return key.includes('creation') || key.includes('write') ? 'cacheWrite' : 'cacheRead'
  if (key.includes('reasoning') || key.includes('thought') || key.includes('thinking')) return 'reasoning'
  if (key.startsWith('input') || key.startsWith('prompt')) return 'input'
  return key.startsWith('output') || key.startsWith('completion') ? 'output' : undefined
}
