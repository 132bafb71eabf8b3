import { setTimeout as pause } from 'node:timers/promises'
import { AppError, encodeTracesJson, scoreSchema } from '@pawl/core'
import { z } from 'zod'
import type { ApiClient } from '../api/api-client.ts'
import { formatAmount } from '../layout/format-value.ts'
import { halve, type SpanBatch } from './span-batch.ts'

export interface Sent {
  readonly spans: number
  readonly scores: number
  /** What the server did not take, in sentences. */
  readonly refusals: readonly string[]
}

const maxAttempts = 10
const firstDelayMs = 500
const longestDelayMs = 30_000
const scoresPerRequest = 1000

const partialSuccessSchema = z.object({
  partialSuccess: z
    .object({ rejectedSpans: z.coerce.number().default(0), errorMessage: z.string().default('') })
    .optional(),
})

/**
 * Sends spans and then their scores; returns when both are stored. A busy server is waited for, as long as it asks.
 *
 * @throws AppError when the server stays busy, cannot be reached, or refuses the caller
 */
export async function sendBatch(api: ApiClient, batch: SpanBatch): Promise<Sent> {
  const spans = await sendSpans(api, batch)
  const scores = { sent: 0, refusals: [] as string[] }
  for (let start = 0; start < batch.scores.length; start += scoresPerRequest) {
    const body = batch.scores.slice(start, start + scoresPerRequest)
    try {
      const schema = z.object({ scores: z.array(scoreSchema) })
      const answer = await patiently(() => api.fetchAnswer('/api/scores', schema, { method: 'POST', body }))
      scores.sent += answer.scores.length
    } catch (error) {
      scores.refusals.push(refusalOf(error))
    }
  }
  return { spans: spans.spans, scores: scores.sent, refusals: [...spans.refusals, ...scores.refusals] }
}

/** Sends OTLP/JSON logs as they were read. Returns what the server did not take. */
export async function sendLogs(api: ApiClient, text: string): Promise<readonly string[]> {
  try {
    await patiently(() => api.fetchAnswer('/v1/logs', z.object({}), otlpPost(text)))
    return []
  } catch (error) {
    return [refusalOf(error)]
  }
}

async function sendSpans(api: ApiClient, batch: SpanBatch): Promise<Omit<Sent, 'scores'>> {
  const body = encodeTracesJson(batch.groups)
  try {
    const { partialSuccess } = await patiently(() =>
      api.fetchAnswer('/v1/traces', partialSuccessSchema, otlpPost(body)),
    )
    const rejected = partialSuccess?.rejectedSpans ?? 0
    const refusals =
      rejected > 0
        ? [`the server left ${formatAmount(rejected, 'span')} out: ${partialSuccess?.errorMessage ?? ''}`]
        : []
    return { spans: batch.spanCount - rejected, refusals }
  } catch (error) {
    if (!AppError.isInstance(error) || error.code !== 'payload_too_large' || batch.spanCount < 2) {
      return { spans: 0, refusals: [refusalOf(error)] }
    }
    const halves: Omit<Sent, 'scores'>[] = []
    for (const half of halve(batch)) halves.push(await sendSpans(api, half))
    return {
      spans: halves.reduce((sum, half) => sum + half.spans, 0),
      refusals: halves.flatMap((half) => half.refusals),
    }
  }
}

function otlpPost(json: string) {
  // JSON, because protobuf cannot hold every string that JSON can.
  return {
    method: 'POST',
    bytes: new TextEncoder().encode(json),
    headers: { 'content-type': 'application/json' },
  } as const
}

/** What was wrong with the data, as a sentence; anything else that failed is thrown on. */
function refusalOf(error: unknown): string {
  if (
    AppError.isInstance(error) &&
    ['bad_request', 'payload_too_large', 'not_found', 'conflict'].includes(error.code)
  ) {
    return `the server refused it: ${error.message}`
  }
  throw error
}

/** The call's answer, asked for again while the server is busy or restarting. */
async function patiently<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call()
    } catch (error) {
      if (!isPassing(error) || attempt === maxAttempts) throw error
      const growingMs = firstDelayMs * 2 ** (attempt - 1)
      await pause(Math.min(longestDelayMs, error.retryAfterS === undefined ? growingMs : error.retryAfterS * 1000))
    }
  }
}

function isPassing(error: unknown): error is AppError {
  return (
    AppError.isInstance(error) &&
    ['too_many_requests', 'store_unavailable', 'disk_full', 'stopping'].includes(error.code)
  )
}
