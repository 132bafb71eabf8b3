import { type AttributeValue, defaultProjectSettings, type PromptDraft, renderPrompt } from '@pawl/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { controlEngines } from '../platform/control/testing/index.ts'
import type { TelemetryStore } from '../platform/telemetry/index.ts'
import { startIngest } from '../traces/index.ts'
import { buildSpan, spanIdOf, traceIdOf, tracesBody } from '../traces/testing/span-builder.ts'
import { openTemporaryTelemetry } from '../traces/testing/temporary-telemetry.ts'
import { PromptsUnderTest } from './testing/prompts-under-test.ts'

const [pglite] = controlEngines
if (pglite === undefined) throw new Error('there is no embedded engine')
const picture = Buffer.from('89504e470d0a1a0a'.repeat(1500), 'hex').toString('base64')

describe('a prompt from a model call', () => {
  let telemetry: TelemetryStore & AsyncDisposable
  let server: PromptsUnderTest
  beforeAll(async () => {
    telemetry = await openTemporaryTelemetry()
    server = await PromptsUnderTest.open(await pglite.newPlace(), telemetry)
    await server.reset()
    await ingestCalls(telemetry)
  })
  afterAll(async () => {
    await server[Symbol.asyncDispose]()
    await telemetry[Symbol.asyncDispose]()
    await pglite.stop()
  })

  const draft = (spanId: number, request: object = {}, status = 200) =>
    server.json(status, ['POST', '/api/prompt-drafts'], {
      json: { traceId: traceIdOf(1), spanId: spanIdOf(spanId), ...request },
    })

  it('has its messages, tools, model and parameters, and what is marked as variables', async () => {
    const marks = [
      { variable: 'customer', value: 'Ann {{x}}' },
      { variable: 'question', message: 1, part: 0, from: 0, to: 18 },
    ]
    const { content, input, left } = (await draft(1, { marks })) as unknown as PromptDraft
    expect(content).toMatchObject({
      model: 'openai/gpt-4o',
      parameters: { temperature: 0.2 },
      tools: [{ name: 'look_up' }],
      messages: [
        { role: 'system', parts: [{ type: 'text', content: 'You serve {{customer}}.' }] },
        {
          role: 'user',
          parts: [
            { type: 'text', content: '{{question}}' },
            { type: 'blob', content: picture },
          ],
        },
      ],
    })
    expect(left).toEqual([])
    expect(input).toEqual({ variables: { customer: 'Ann {{x}}', question: 'Where is my order?' }, messages: [] })
    const { messages } = renderPrompt(content, input)
    expect(messages[0]?.parts).toEqual([{ type: 'text', content: 'You serve Ann {{x}}.' }])
    await server.json(201, ['POST', '/api/prompts'], { json: { name: 'support', version: { content } } })
  })

  it('is refused with the reason when the span is none, or a mark does not fit', async () => {
    expect(await draft(2, {}, 400)).toMatchObject({ where: 'span', fix: expect.stringContaining('"llm"') })
    const marks = [{ variable: 'x', value: 'nowhere' }]
    expect(await draft(1, { marks }, 400)).toMatchObject({ where: 'marks.x' })
    expect(await draft(9, {}, 404)).toMatchObject({ code: 'not_found' })
    const json = { traceId: traceIdOf(1), spanId: spanIdOf(1) }
    expect((await server.call('POST', '/api/prompt-drafts', { json, project: 'other' })).status).toBe(404)
  })
})

async function ingestCalls(telemetry: TelemetryStore): Promise<void> {
  const ingest = await startIngest({
    telemetry,
    settingsOf: async () => defaultProjectSettings,
    assertWritable: () => undefined,
    servers: { slot: 0, hasOthers: false },
  })
  const call: Record<string, AttributeValue> = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': 'gpt-4o',
    'gen_ai.request.temperature': 0.2,
    'gen_ai.system_instructions': JSON.stringify([{ type: 'text', content: 'You serve Ann {{x}}.' }]),
    'gen_ai.input.messages': JSON.stringify([
      {
        role: 'user',
        parts: [
          { type: 'text', content: 'Where is my order?' },
          { type: 'blob', modality: 'image', mime_type: 'image/png', content: picture },
        ],
      },
    ]),
    'gen_ai.tool.definitions': JSON.stringify([{ type: 'function', name: 'look_up', parameters: { type: 'object' } }]),
  }
  try {
    const body = tracesBody(
      buildSpan({ spanId: spanIdOf(1), attributes: call }),
      buildSpan({ spanId: spanIdOf(2), parentSpanId: spanIdOf(1), name: 'plain' }),
    )
    await ingest.ingest({ project: 'shop', signal: 'traces', encoding: 'json', body })
  } finally {
    await ingest.close()
  }
}
