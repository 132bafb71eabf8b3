import type { ModelProvider } from '@pawl/core'
import { describe, expect, it } from 'vitest'
import { problem, startContractServer } from '../testing/contract-server.ts'
import { runPawl } from '../testing/run-pawl.ts'

const openai: ModelProvider = {
  name: 'openai',
  kind: 'openai',
  baseUrl: 'https://api.openai.com/v1',
  isConfigured: true,
  source: 'stored',
  keyEnding: '1706',
  keyVariable: 'OPENAI_API_KEY',
  isDefault: true,
  limits: { maxConcurrency: 16, requestsPerMinute: 500, tokensPerMinute: null },
  updatedAt: '2026-03-01T12:00:00.000Z',
  updatedBy: 'Ada',
}
const google: ModelProvider = {
  ...openai,
  name: 'google',
  kind: 'google',
  isConfigured: false,
  source: null,
  keyEnding: null,
  keyVariable: 'GOOGLE_GENERATIVE_AI_API_KEY',
  isDefault: false,
}
const key = 'sk-0123456789abcdef'

async function setWith(words: readonly string[], options: Parameters<typeof runPawl>[1] = {}) {
  await using server = await startContractServer({ 'PUT /api/providers/openai': { body: openai } })
  const result = await runPawl(['models', 'set', 'openai', ...words], { ...options, server: server.url })
  const [request] = server.received
  return { ...result, body: request === undefined ? null : JSON.parse(request.body) }
}

describe('pawl models', () => {
  it('lists providers with what is missing', async () => {
    await using server = await startContractServer({ 'GET /api/providers': { body: { providers: [openai, google] } } })
    const { stdout } = await runPawl(['models', 'list'], { server: server.url })
    expect(stdout).toMatch(/openai +stored +…1706 +yes +https:\/\/api.openai.com\/v1 +16 at once, 500 calls\/min/)
    expect(stdout).toContain('no (GOOGLE_GENERATIVE_AI_API_KEY is not set)')
  })

  it('stores a key that is piped in, typed or in a variable', async () => {
    expect((await setWith([], { stdin: `${key}\n` })).body).toEqual({ apiKey: key })
    expect((await setWith(['--ask-key', '--default'], { columns: 80, typed: `x\u007f${key}\r` })).body).toEqual({
      apiKey: key,
      isDefault: true,
    })
    const fromVariable = await setWith(['--key-env', 'MY_KEY'], { variables: { MY_KEY: key } })
    expect(fromVariable.body).toEqual({ apiKey: key })
    expect(fromVariable.stdout).toBe('openai is set up with the key …1706. Try it: pawl models test openai\n')
  })

  it('asks for no key where something else is set', async () => {
    const words = ['--base-url', 'default', '--requests-per-minute', '60', '--tokens-per-minute', 'none']
    expect((await setWith(words)).body).toEqual({
      baseUrl: null,
      limits: { requestsPerMinute: 60, tokensPerMinute: null },
    })
    expect((await setWith(['--remove-key'])).body).toEqual({ apiKey: null })
  })

  it('says what is missing where there is no key', async () => {
    for (const result of [await setWith([], { stdin: '\n' }), await setWith(['--key-env', 'MY_KEY'])]) {
      expect(result.exitCode).toBe(2)
      expect(result.body).toBeNull()
    }
    expect((await setWith([], { stdin: '' })).stderr).toContain('--key-env')
  })

  it('takes no key as an argument', async () => {
    const result = await setWith([key])
    expect(result).toMatchObject({ exitCode: 2, body: null })
  })

  it('tests and removes a provider', async () => {
    const answer = { model: 'gpt-4o-mini', responseModel: null, latencyMs: 321.4, text: 'OK\u001b' }
    await using server = await startContractServer({
      'POST /api/providers/openai/test': { body: answer },
      'DELETE /api/providers/openai': { status: 204 },
      'POST /api/providers/google/test': problem('model_not_configured', 422),
    })
    const tested = await runPawl(['models', 'test', 'openai', '--model', 'gpt-4o-mini'], { server: server.url })
    expect(tested.stdout).toBe('openai answers: gpt-4o-mini said "OK␛" in 321 ms.\n')
    expect(JSON.parse(server.received[0]?.body ?? '')).toEqual({ model: 'gpt-4o-mini' })
    expect((await runPawl(['models', 'remove', 'openai'], { server: server.url })).stdout).toBe('Removed openai.\n')
    expect((await runPawl(['models', 'test', 'google'], { server: server.url })).exitCode).toBe(2)
  })
})
