import { computeCost } from '@pawl/core'
import { AttemptLog, attemptCall } from './attempt-call.ts'
import { notForEmbeddings } from './call-failed.ts'
import { defaultTimeoutMs } from './call-model.ts'
import { estimateCostUsd } from './estimate-call.ts'
import { maskKey } from './mask-key.ts'
import type { EmbedCall } from './models.ts'
import type { ModelsContext } from './models-context.ts'
import { type Connection, conventionalName } from './providers/connection.ts'
import { openSdkEmbeddingModel } from './sdk/open-sdk-model.ts'
import { BrokenAnswer } from './sdk/read-sdk-answer.ts'
import type { SdkEmbeddingModel } from './sdk/sdk-types.ts'
import { embeddingSpan } from './spans/model-span.ts'
import { newTracePlace } from './spans/trace-place.ts'

/** Providers take 100 to 2,048; small batches fail, and are paid, in small parts. */
const mostTextsAtOnce = 100

interface Embedded {
  readonly embeddings: number[][]
  /** Null where the provider says nothing. */
  readonly tokens: number | null
}

/** One vector for each text; see `Models.embed`. */
export async function embedTexts(context: ModelsContext, call: EmbedCall): Promise<number[][]> {
  call.signal?.throwIfAborted()
  const connection = await context.directory.connect(call.project, call.provider)
  const model = await openSdkEmbeddingModel(connection, call.model)
  if (model === null) throw notForEmbeddings(connection.name)
  const atOnce = Math.min(mostTextsAtOnce, (await model.maxEmbeddingsPerCall) ?? mostTextsAtOnce)
  const vectors: number[][] = []
  for (let start = 0; start < call.texts.length; start += atOnce) {
    const texts = call.texts.slice(start, start + atOnce)
    vectors.push(...(await embedBatch(context, { call, connection, model, texts })))
  }
  return vectors
}

interface Batch {
  readonly call: EmbedCall
  readonly connection: Connection
  readonly model: SdkEmbeddingModel
  readonly texts: readonly string[]
}

async function embedBatch(context: ModelsContext, batch: Batch): Promise<number[][]> {
  const { call, connection } = batch
  const log = new AttemptLog()
  const place = newTracePlace(call.traceparent ?? null)
  let result: Embedded | null = null
  let failure: unknown = null
  try {
    result = await attemptCall(await attemptsOf(context, batch, place.spanId), log)
    return result.embeddings
  } catch (error) {
    failure = error
    throw error
  } finally {
    if (log.count > 0) {
      const span = embeddingSpan({
        place,
        connection,
        model: call.model,
        attributes: call.attributes ?? {},
        startMs: log.startMs,
        endMs: log.endMs,
        attemptCount: log.count,
        error: failure,
        inputTokens: result?.tokens ?? null,
      })
      await context.recorder.record(call.project, [span], (json) => maskKey(json, connection.apiKey))
    }
  }
}

async function attemptsOf(context: ModelsContext, { call, connection, model, texts }: Batch, seed: string) {
  const overrides = await context.priceOverridesOf(call.project)
  const inputTokens = Math.ceil(texts.join('').length / 3)
  const priced = { provider: conventionalName(connection), model: call.model, overrides, timeMs: context.now() }
  return {
    connection,
    model: call.model,
    budget: call.budget,
    signal: call.signal,
    timeoutMs: call.timeoutMs ?? defaultTimeoutMs,
    estimatedTokens: inputTokens,
    estimatedUsd: estimateCostUsd({ inputTokens, outputTokens: 0 }, priced),
    policy: context.retryPolicy,
    seed,
    now: context.now,
    async ask(abortSignal: AbortSignal): Promise<Embedded> {
      const { embeddings, usage } = await model.doEmbed({ values: [...texts], abortSignal })
      checkVectors(embeddings, texts.length)
      return { embeddings, tokens: usage?.tokens ?? null }
    },
    spentBy: ({ tokens }: Embedded) => {
      const usage = { inputTokens: tokens ?? inputTokens, outputTokens: 0, convention: 'inclusive' as const }
      return { tokens, costUsd: computeCost({ ...priced, usage })?.totalUsd ?? null }
    },
  }
}

/** @throws BrokenAnswer */
function checkVectors(vectors: readonly (readonly number[])[], expected: number): void {
  if (vectors.length !== expected) throw new BrokenAnswer(`${vectors.length} vectors for ${expected} texts`)
  const length = vectors[0]?.length ?? 0
  const isEven = vectors.every((vector) => vector.length === length && vector.every(Number.isFinite))
  if (length === 0 || !isEven) throw new BrokenAnswer('its vectors are empty, of several lengths, or hold no numbers')
}
