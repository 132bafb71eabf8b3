import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isKnownPart, type Message } from '@pawl/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadConfig } from '../../config.ts'
import { type ControlStore, openControlStore } from '../control/index.ts'
import { createLogger } from '../log/index.ts'
import { type ModelServer, startModelServer } from '../scripted-model/index.ts'
import { type Models, openModels } from './index.ts'
import { factsOf } from './providers/well-known.ts'

const { providers: environment } = loadConfig()
const log = createLogger({ level: 'error', write: () => undefined })

/** The scripted server, and whatever real provider the environment has a key for. */
const targets = [
  { provider: 'local', model: 'scripted', missing: null },
  ...(['openai', 'anthropic', 'google'] as const).map((provider) => ({
    provider,
    model: factsOf[provider].testModel,
    missing: environment[provider].apiKey === null ? `${factsOf[provider].keyVariable} is not set` : null,
  })),
]

let models: Models
let control: ControlStore
let server: ModelServer
let dataDir: string

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'pawl-real-models-'))
  control = await openControlStore({ dataDir, postgresUrl: null }, { log })
  await control.executeSql("insert into projects (name) values ('default')")
  server = await startModelServer({
    script: ({ toolNames, lastText }) =>
      toolNames.length > 0 ? { toolCalls: [{ name: 'weather', arguments: { city: 'Bonn' } }] } : { text: lastText },
  })
  models = openModels({
    control,
    log,
    settings: { environment, secretKey: null, dataDir, allowedPrivateHosts: [] },
    priceOverridesOf: () => Promise.resolve([]),
    readMedia: () => Promise.resolve(null),
    recordSpans: () => Promise.resolve(),
  })
  const change = { baseUrl: server.baseUrl }
  await models.setProvider({ project: 'default', name: 'local', change, person: 'Ada' })
}, 60_000)

afterAll(async () => {
  await models.close()
  await server.close()
  await control.close()
  await rm(dataDir, { recursive: true, force: true })
})

const textOf = ({ parts }: Message) =>
  parts.map((part) => (isKnownPart(part) && part.type === 'text' ? part.content : '')).join('')

for (const { provider, model, missing } of targets) {
  const name = missing === null ? provider : `${provider} (${missing})`
  describe.skipIf(missing !== null)(name, () => {
    const call = (content: string, fields: Partial<Parameters<Models['call']>[0]> = {}) =>
      models.call({
        project: 'default',
        provider,
        model,
        messages: [{ role: 'user', parts: [{ type: 'text', content }] }],
        parameters: { temperature: 0, max_tokens: 200 },
        tools: [],
        cache: null,
        budget: null,
        traceparent: null,
        attributes: {},
        ...fields,
      })

    it('answers with text, usage and its model', async () => {
      const answer = await call('Say the word "heron" and nothing else.')
      expect(textOf(answer.message).toLowerCase()).toContain('heron')
      expect(answer.usage?.inputTokens).toBeGreaterThan(0)
      expect(answer.usage?.outputTokens).toBeGreaterThan(0)
      expect(answer.finishReason).toBe('stop')
    }, 60_000)

    it('streams', async () => {
      let heard = ''
      const answer = await call('Say the word "heron" and nothing else.', { onText: (delta) => (heard += delta) })
      expect(heard).toBe(textOf(answer.message))
      expect(answer.timeToFirstTokenMs).not.toBeNull()
    }, 60_000)

    it('calls a tool, and goes on with its result', async () => {
      const question = { role: 'user', parts: [{ type: 'text', content: 'How is the weather in Bonn? Use the tool.' }] }
      const tools = [
        {
          type: 'function',
          name: 'weather',
          description: 'The weather of a city',
          parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
        },
      ]
      const asked = await call('', { messages: [question], tools })
      const toolCall = asked.message.parts.find((part) => part.type === 'tool_call')
      expect(toolCall).toMatchObject({ name: 'weather', arguments: { city: expect.stringContaining('Bonn') } })
      const id = toolCall !== undefined && 'id' in toolCall ? String(toolCall.id) : ''
      const result = { role: 'tool', parts: [{ type: 'tool_call_response', id, response: { sky: 'rain' } }] }
      const answer = await call('', { messages: [question, asked.message, result] })
      expect(textOf(answer.message).toLowerCase()).toContain('rain')
    }, 60_000)

    it('answers in the form that is asked for', async () => {
      const schema = {
        type: 'object',
        properties: { bird: { type: 'string' } },
        required: ['bird'],
        additionalProperties: false,
      }
      const prompt = '{"bird": "heron"}'
      const answer = await call(prompt, { responseFormat: { type: 'json_schema', name: 'bird', strict: true, schema } })
      expect(JSON.parse(textOf(answer.message))).toEqual({ bird: expect.any(String) })
    }, 60_000)
  })
}
