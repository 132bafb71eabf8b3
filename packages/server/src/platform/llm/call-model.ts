import { computeCost, type PriceOverride, type RetryPolicy, responseCacheText, type Usage } from '@pawl/core'
import { AttemptLog, attemptCall } from './attempt-call.ts'
import type { StoredAnswer } from './cache/response-cache.ts'
import { answerCutOff } from './call-failed.ts'
import { estimateCall, estimateCostUsd } from './estimate-call.ts'
import { maskKey } from './mask-key.ts'
import type { ModelAnswer, ModelCall } from './models.ts'
import type { ModelsContext } from './models-context.ts'
import { type Connection, conventionalName } from './providers/connection.ts'
import { openSdkModel } from './sdk/open-sdk-model.ts'
import { type RawAnswer, readSdkAnswer } from './sdk/read-sdk-answer.ts'
import { readSdkStream } from './sdk/read-sdk-stream.ts'
import { toSdkOptions } from './sdk/to-sdk-options.ts'
import { toSdkPrompt } from './sdk/to-sdk-prompt.ts'
import { type ChatSpanAnswer, chatSpan } from './spans/model-span.ts'
import { newTracePlace, type TracePlace } from './spans/trace-place.ts'

export const defaultTimeoutMs = 120_000

export interface CallManner {
  readonly policy: RetryPolicy
  /** False for who only wants to know whether the model answers. */
  readonly refusesCutOff: boolean
}

/** A call on its way. */
interface Ongoing {
  readonly context: ModelsContext
  readonly call: ModelCall
  readonly connection: Connection
  readonly overrides: readonly PriceOverride[]
  readonly place: TracePlace
}

/** One answer of a model; see `Models.call`. */
export async function callModel(context: ModelsContext, call: ModelCall, manner: CallManner): Promise<ModelAnswer> {
  call.signal?.throwIfAborted()
  const connection = await context.directory.connect(call.project, call.provider)
  const ongoing: Ongoing = {
    context,
    call,
    connection,
    overrides: await context.priceOverridesOf(call.project),
    place: newTracePlace(call.traceparent),
  }
  const keyText = cacheText(ongoing)
  const cached = keyText === null ? null : await context.cache.find(call.project, keyText)
  if (cached !== null) return serveCached(ongoing, cached)
  const { raw, latencyMs } = await askModel(ongoing, manner)
  const { message, finishReason, usage, responseModel, timeToFirstTokenMs } = raw
  const answer: StoredAnswer = { message, finishReason, usage, responseModel, latencyMs, timeToFirstTokenMs }
  if (keyText !== null) await context.cache.store(call.project, keyText, answer)
  return answerOf(ongoing, answer, false)
}

/** Null for calls that are always made anew. */
function cacheText({ call, connection }: Ongoing): string | null {
  if (call.cache === null) return null
  const { model, messages, parameters, tools, responseFormat, cache } = call
  return responseCacheText({
    baseUrl: connection.baseUrl,
    model,
    messages,
    parameters,
    tools,
    responseFormat: responseFormat ?? undefined,
    options: { kind: connection.kind },
    ...cache,
  })
}

async function serveCached(ongoing: Ongoing, cached: StoredAnswer): Promise<ModelAnswer> {
  const nowMs = ongoing.context.now()
  await recordChat(ongoing, {
    startMs: nowMs,
    endMs: nowMs,
    attemptCount: 1,
    isCached: true,
    answer: cached,
    error: null,
  })
  const answer = answerOf(ongoing, cached, true)
  ongoing.call.budget?.served(answer.costUsd)
  return answer
}

function answerOf(ongoing: Ongoing, answer: StoredAnswer, isCached: boolean): ModelAnswer {
  const { traceId, spanId } = ongoing.place
  return { ...answer, costUsd: costOf(ongoing, answer), traceId, spanId, isCached }
}

/** Asks until there is an answer or no use, and records the span of it either way. */
async function askModel(
  ongoing: Ongoing,
  manner: CallManner,
): Promise<{ readonly raw: RawAnswer; readonly latencyMs: number }> {
  const log = new AttemptLog()
  let raw: RawAnswer | null = null
  let failure: unknown = null
  try {
    raw = await attemptCall(await attemptsOf(ongoing, manner.policy), log)
    if (raw.finishReason === 'length' && manner.refusesCutOff)
      throw answerCutOff({ connection: ongoing.connection, model: ongoing.call.model }, maxTokensOf(ongoing.call))
    return { raw, latencyMs: log.endMs - log.startMs }
  } catch (error) {
    failure = error
    throw error
  } finally {
    // What was refused before anything was sent is no call.
    if (log.count > 0) {
      const { startMs, endMs, count: attemptCount } = log
      await recordChat(ongoing, { startMs, endMs, attemptCount, isCached: false, answer: raw, error: failure })
    }
  }
}

const maxTokensOf = ({ parameters }: ModelCall): number | null =>
  typeof parameters.max_tokens === 'number' ? parameters.max_tokens : null

async function attemptsOf(ongoing: Ongoing, policy: RetryPolicy) {
  const { context, call, connection, overrides, place } = ongoing
  const { project, model, budget, signal } = call
  const estimate = estimateCall(call)
  const priced = { provider: conventionalName(connection), model, overrides, timeMs: context.now() }
  const { options, bodyFields } = toSdkOptions(connection, call)
  const prompt = await toSdkPrompt(call.messages, (sha256) => context.readMedia(project, sha256))
  const sdkModel = await openSdkModel(connection, model, bodyFields)
  const { onText } = call
  const { now } = context
  return {
    connection,
    model,
    budget,
    signal,
    timeoutMs: call.timeoutMs ?? defaultTimeoutMs,
    estimatedTokens: estimate.inputTokens + estimate.outputTokens,
    estimatedUsd: estimateCostUsd(estimate, priced),
    policy,
    seed: place.spanId,
    now,
    async ask(abortSignal: AbortSignal, startedAtMs: number): Promise<RawAnswer> {
      const request = { ...options, prompt, abortSignal }
      if (onText === undefined) {
        const answer = await sdkModel.doGenerate(request)
        return readSdkAnswer({ ...answer, response: answer.response, timeToFirstTokenMs: null })
      }
      const { stream } = await sdkModel.doStream(request)
      return readSdkAnswer(await readSdkStream(stream, { onText, startedAtMs, now }))
    },
    spentBy: (raw: RawAnswer) => ({ tokens: tokensOf(raw.usage), costUsd: costOf(ongoing, raw) }),
  }
}

function tokensOf(usage: Usage | null): number | null {
  return usage === null ? null : (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0)
}

function costOf(
  { call, connection, overrides, context }: Ongoing,
  answer: Pick<StoredAnswer, 'usage' | 'responseModel'>,
) {
  if (answer.usage === null) return null
  const cost = computeCost({
    provider: conventionalName(connection),
    model: answer.responseModel ?? call.model,
    requestModel: call.model,
    usage: answer.usage,
    timeMs: context.now(),
    overrides,
  })
  return cost?.totalUsd ?? null
}

interface ChatOutcome {
  readonly startMs: number
  readonly endMs: number
  readonly attemptCount: number
  readonly isCached: boolean
  readonly answer: ChatSpanAnswer | null
  readonly error: unknown
}

async function recordChat({ context, call, connection, place }: Ongoing, outcome: ChatOutcome): Promise<void> {
  const { model, messages, parameters, tools, attributes, responseFormat, onText } = call
  const span = chatSpan({
    ...outcome,
    place,
    connection,
    model,
    messages,
    parameters,
    tools,
    attributes,
    isJsonAsked: responseFormat !== null && responseFormat !== undefined,
    isStreamed: onText !== undefined,
  })
  await context.recorder.record(call.project, [span], (json) => maskKey(json, connection.apiKey))
}
