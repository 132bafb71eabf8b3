import type { JsonValue, Usage } from '../canonical-span.ts'
import type { SpanDraft } from '../span-draft.ts'
import { isObject, type JsonObject, numberOf, toJson, toNumber } from '../values/json-value.ts'
import type { RawUsage } from './raw-usage.ts'
import { readUsageBuckets } from './read-usage-buckets.ts'

/** The tokens of one span, brought to one convention: input includes cached ones, output includes reasoning. */
export function readUsage(draft: SpanDraft): Usage | undefined {
  const raw = draft.usage ?? reportedUsage(draft)
  return raw === undefined ? undefined : normaliseUsage(raw)
}

function reportedUsage(draft: SpanDraft): RawUsage | undefined {
  const { facts } = draft
  const input = facts.number('inputTokens') ?? sumModalities(draft, 'input')
  const output = facts.number('outputTokens') ?? sumModalities(draft, 'output')
  const details = draft.usageDetails ?? detailsFromJson(draft)
  if (input === undefined && output === undefined && details?.input === undefined && details?.output === undefined) {
    const total = facts.number('totalTokens') ?? details?.total
    return total === undefined ? undefined : { total }
  }
  return {
    input: input ?? details?.input,
    output: output ?? details?.output,
    cacheRead: facts.number('cacheReadTokens') ?? details?.cacheRead,
    cacheWrite: facts.number('cacheWriteTokens') ?? details?.cacheWrite,
    reasoning: facts.number('reasoningTokens') ?? details?.reasoning,
    total: facts.number('totalTokens') ?? details?.total,
    // Details of another source say nothing about how these figures were counted.
    convention: input === undefined || draft.usageDetails !== undefined ? details?.convention : undefined,
    excludesReasoning: output === undefined ? details?.excludesReasoning : undefined,
  }
}

const modalities = ['text', 'image', 'audio', 'video'] as const

/** `gen_ai.usage.<modality>.<direction>_tokens`, needed only where no sum was sent. */
function sumModalities(draft: SpanDraft, direction: 'input' | 'output'): number | undefined {
  if (draft.kind !== 'llm' && draft.kind !== 'embedding') return undefined
  let sum: number | undefined
  for (const modality of modalities) {
    const tokens = toNumber(draft.attributes.get(`gen_ai.usage.${modality}.${direction}_tokens`))
    if (tokens !== undefined) sum = (sum ?? 0) + tokens
  }
  return sum
}

function detailsFromJson(draft: SpanDraft): RawUsage | undefined {
  const { attributes } = draft
  const buckets = toJson(attributes.get('langfuse.observation.usage_details'))
  if (isObject(buckets)) return readUsageBuckets(buckets)
  const whole = toJson(attributes.get('langsmith.usage_metadata') ?? attributes.get('mlflow.chat.tokenUsage'))
  if (isObject(whole)) return usageOfObject(whole)
  const inputDetails = toJson(attributes.get('gen_ai.usage.input_token_details'))
  return isObject(inputDetails) ? usageOfObject({ input_token_details: inputDetails }) : undefined
}

/** A `usage` object of a provider's API or of a framework that copied one: OpenAI, Anthropic, Gemini, LangChain, AI SDK. */
export function usageOfObject(value: JsonObject): RawUsage {
  const inputDetails = objectAt(value, ['input_token_details', 'prompt_tokens_details', 'input_tokens_details'])
  const outputDetails = objectAt(value, ['output_token_details', 'completion_tokens_details', 'output_tokens_details'])
  return {
    input: numberAt(value, ['input_tokens', 'prompt_tokens', 'inputTokens', 'promptTokens', 'prompt_token_count']),
    output: numberAt(value, [
      'output_tokens',
      'completion_tokens',
      'outputTokens',
      'completionTokens',
      'candidates_token_count',
    ]),
    cacheRead:
      numberAt(inputDetails, ['cache_read', 'cached_tokens']) ??
      numberAt(value, ['cache_read_input_tokens', 'cached_content_token_count']),
    cacheWrite:
      numberAt(inputDetails, ['cache_creation', 'cache_write']) ?? numberAt(value, ['cache_creation_input_tokens']),
    reasoning:
      numberAt(outputDetails, ['reasoning', 'reasoning_tokens']) ??
      numberAt(value, ['thoughts_token_count', 'thoughtsTokens']),
    total: numberAt(value, ['total_tokens', 'totalTokens', 'total_token_count']),
  }
}

function objectAt(value: JsonObject, keys: readonly string[]): JsonObject {
  for (const key of keys) {
    const found: JsonValue | undefined = value[key]
    if (isObject(found)) return found
  }
  return {}
}

function numberAt(value: JsonObject, keys: readonly string[]): number | undefined {
  for (const key of keys) {
    const found = numberOf(value[key])
    if (found !== undefined) return found
  }
  return undefined
}

function normaliseUsage(raw: RawUsage): Usage | undefined {
  const cacheRead = tokens(raw.cacheRead)
  const cacheWrite = tokens(raw.cacheWrite)
  const reasoning = tokens(raw.reasoning)
  const cached = (cacheRead ?? 0) + (cacheWrite ?? 0)
  const convention = conventionOf(raw, cached)
  const input = addTo(tokens(raw.input), convention === 'exclusive' ? cached : 0)
  const output = addTo(tokens(raw.output), raw.excludesReasoning === true ? (reasoning ?? 0) : 0)
  // More reasoning than output can only mean that it was counted beside it.
  const wholeOutput =
    output !== undefined && reasoning !== undefined && reasoning > output ? output + reasoning : output
  const total = totalOf(input, wholeOutput, tokens(raw.total))
  if (total === undefined) return undefined
  const usage: { -readonly [Key in keyof Usage]: Usage[Key] } = { convention, totalTokens: total }
  if (input !== undefined) usage.inputTokens = input
  if (wholeOutput !== undefined) usage.outputTokens = wholeOutput
  if (cacheRead !== undefined) usage.cacheReadTokens = cacheRead
  if (cacheWrite !== undefined) usage.cacheWriteTokens = cacheWrite
  if (reasoning !== undefined) usage.reasoningTokens = reasoning
  return usage
}

/** More cached tokens than input can only mean that they were counted beside it. */
function conventionOf(raw: RawUsage, cached: number): 'inclusive' | 'exclusive' {
  if (raw.convention === 'exclusive') return 'exclusive'
  return raw.input !== undefined && cached > raw.input ? 'exclusive' : 'inclusive'
}

function tokens(value: number | undefined): number | undefined {
  return value === undefined || value < 0 || value > Number.MAX_SAFE_INTEGER ? undefined : Math.round(value)
}

function addTo(value: number | undefined, more: number): number | undefined {
  return value === undefined && more === 0 ? undefined : (value ?? 0) + more
}

function totalOf(input: number | undefined, output: number | undefined, reported: number | undefined) {
  if (input !== undefined && output !== undefined) return input + output
  return reported ?? input ?? output
}
