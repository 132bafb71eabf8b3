import { AppError, isKnownPart, type ProviderTest } from '@pawl/core'
import { z } from 'zod'
import { callFailed } from './call-failed.ts'
import { callModel } from './call-model.ts'
import type { ModelsContext } from './models-context.ts'
import type { Connection } from './providers/connection.ts'
import { factsOf, isWellKnown } from './providers/well-known.ts'
import { classifyFailure } from './sdk/classify-failure.ts'
import type { TestRequest } from './test-request.ts'

const testTimeoutMs = 30_000
const modelListSchema = z.object({ data: z.array(z.object({ id: z.string() })) })

/** Makes one tiny call, once; see `Models.testProvider`. */
export async function testProvider(
  context: ModelsContext,
  { project, name, model }: TestRequest,
): Promise<ProviderTest> {
  const connection = await context.directory.connect(project, name)
  const asked = model ?? (isWellKnown(name) ? factsOf[name].testModel : await firstModel(connection))
  const answer = await callModel(
    context,
    {
      project,
      provider: name,
      model: asked,
      messages: [{ role: 'user', parts: [{ type: 'text', content: 'Answer with the word OK.' }] }],
      parameters: { max_tokens: 16 },
      tools: [],
      cache: null,
      budget: null,
      traceparent: null,
      attributes: { 'pawl.purpose': 'provider test' },
      timeoutMs: testTimeoutMs,
    },
    { policy: { ...context.retryPolicy, maxAttempts: 1 }, refusesCutOff: false },
  )
  const texts = answer.message.parts.map((part) => (isKnownPart(part) && part.type === 'text' ? part.content : ''))
  return {
    model: asked,
    responseModel: answer.responseModel,
    latencyMs: answer.latencyMs,
    text: texts.join('').slice(0, 200),
  }
}

/** @throws AppError `model_failed` when the provider lists none */
async function firstModel(connection: Connection): Promise<string> {
  const headers = connection.apiKey === null ? {} : { authorization: `Bearer ${connection.apiKey}` }
  const failed = { connection, model: 'its list of models' }
  let list: unknown
  try {
    const response = await connection.fetch(`${connection.baseUrl}/models`, {
      headers,
      signal: AbortSignal.timeout(testTimeoutMs),
    })
    list = await response.json()
  } catch (error) {
    throw callFailed(failed, await classifyFailure(error), '')
  }
  const first = modelListSchema.safeParse(list).data?.data[0]?.id
  if (first !== undefined) return first
  throw new AppError(
    'model_failed',
    `${connection.name} answers, but lists no models at ${connection.baseUrl}/models.`,
    {
      fix: `Name one: \`pawl models test ${connection.name} --model <model>\`.`,
    },
  )
}
