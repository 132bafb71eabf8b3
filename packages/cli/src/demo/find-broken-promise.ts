import { AppError, traceDetailSchema, traceListSchema } from '@pawl/core'
import type { ApiClient } from '../api/api-client.ts'

export interface BrokenPromise {
  readonly traceId: string
  /** The first model call of the trace. */
  readonly spanId: string
  /** What the customer was told. */
  readonly answer: string
}

/** Found as a person would: a customer was unhappy, and the answer says that a refund is on its way. Not before `from`, in ISO 8601. */
export async function findBrokenPromise(api: ApiClient, from: string): Promise<BrokenPromise> {
  const { traces } = await api.fetchAnswer('/api/traces', traceListSchema, {
    query: { from, score: 'helpful:fail', q: '"made an exception"' },
  })
  const [trace] = traces
  if (trace === undefined) throw new AppError('internal', 'The demo has no trace with a refund that should not be.')
  const { traceId, outputPreview } = trace
  const { spans } = await api.fetchAnswer(`/api/traces/${traceId}`, traceDetailSchema)
  const call = spans.find((span) => span.kind === 'llm')
  if (call === undefined) throw new AppError('internal', `The demo's trace ${traceId} has no model call.`)
  return { traceId, spanId: call.spanId, answer: outputPreview }
}
