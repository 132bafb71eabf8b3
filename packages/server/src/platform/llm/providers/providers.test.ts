import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ModelsUnderTest, secretKey } from '../testing/models-under-test.ts'

let test: ModelsUnderTest

beforeAll(async () => {
  test = await ModelsUnderTest.start()
}, 60_000)
beforeEach(() => test.reset())
afterAll(() => test.close())

const project = 'default'
const environment = {
  openai: { apiKey: 'sk-from-environment-9999', baseUrl: null },
  anthropic: { apiKey: null, baseUrl: null },
  google: { apiKey: null, baseUrl: null },
}
const set = (name: string, change: Parameters<typeof test.models.setProvider>[0]['change']) =>
  test.models.setProvider({ project, name, change, person: 'Ada' })
const find = async (name: string) => (await test.models.providers(project)).find((one) => one.name === name)

describe('providers', () => {
  it('are the well-known ones and the own ones, never with a key', async () => {
    const providers = await test.models.providers(project)
    expect(providers.map(({ name, isConfigured }) => [name, isConfigured])).toEqual([
      ['openai', false],
      ['anthropic', false],
      ['google', false],
      ['local', true],
    ])
    expect(providers[0]?.keyVariable).toBe('OPENAI_API_KEY')
    expect(providers[3]).toMatchObject({
      kind: 'openai-compatible',
      source: 'stored',
      keyEnding: secretKey.slice(-4),
      isDefault: true,
      updatedBy: 'Ada',
    })
    expect(JSON.stringify(providers)).not.toContain(secretKey)
  })

  it('take the key of the environment, and a stored one before it', async () => {
    test.models = test.open({ environment })
    expect(await find('openai')).toMatchObject({ isConfigured: true, source: 'environment', keyEnding: '9999' })
    await set('openai', { apiKey: 'sk-stored-0000-1111' })
    expect(await find('openai')).toMatchObject({ source: 'stored', keyEnding: '1111' })
    await set('openai', { apiKey: null })
    expect(await find('openai')).toMatchObject({ source: 'environment', keyEnding: '9999' })
  })

  it('never send the key of the environment to an address that was stored', async () => {
    test.models = test.open({ environment })
    await set('openai', { baseUrl: test.server.baseUrl })
    expect(await find('openai')).toMatchObject({ isConfigured: false, keyEnding: null })
    await expect(test.call({ provider: 'openai' })).rejects.toMatchObject({ code: 'model_not_configured' })
    expect(test.server.requests).toHaveLength(0)
  })

  it('never send a stored key to another address than the one it was given with', async () => {
    await expect(set('local', { baseUrl: 'http://127.0.0.1:1/v1' })).rejects.toMatchObject({
      code: 'conflict',
      where: 'apiKey',
    })
    await set('local', { baseUrl: 'http://127.0.0.1:1/v1', apiKey: 'another-key-1234' })
    expect(await find('local')).toMatchObject({ baseUrl: 'http://127.0.0.1:1/v1', keyEnding: '1234' })
  })

  it('keep what is not changed', async () => {
    await set('local', { limits: { requestsPerMinute: 7 } })
    await set('local', { limits: { maxConcurrency: 3 } })
    expect(await find('local')).toMatchObject({
      keyEnding: secretKey.slice(-4),
      limits: { maxConcurrency: 3, requestsPerMinute: 7, tokensPerMinute: null },
    })
    expect((await test.call()).finishReason).toBe('stop')
  })

  it('need no key where the server needs none', async () => {
    await using open = await (await import('../../scripted-model/index.ts')).startModelServer()
    await set('open', { baseUrl: `${open.baseUrl}/` })
    await test.call({ provider: 'open' })
    expect(open.requests[0]?.headers.authorization).toBeUndefined()
    expect(open.requests[0]?.path).toBe('/v1/chat/completions')
  })

  it('are refused without an address or with a name that cannot be one', async () => {
    await expect(set('mine', {})).rejects.toMatchObject({ code: 'bad_request', where: 'baseUrl' })
    await expect(set('Mine/two', { baseUrl: test.server.baseUrl })).rejects.toMatchObject({ where: 'name' })
  })

  it('may be removed, and then are gone', async () => {
    await test.models.removeProvider(project, 'local')
    await expect(test.call()).rejects.toMatchObject({ code: 'model_not_configured' })
    await expect(test.models.removeProvider(project, 'local')).rejects.toMatchObject({ code: 'not_found' })
  })

  it('have one default at most, however many are made it at once', async () => {
    const names = ['a', 'b', 'c', 'd']
    await Promise.all(names.map((name) => set(name, { baseUrl: test.server.baseUrl, isDefault: true })))
    const providers = await test.models.providers(project)
    expect(providers.filter(({ isDefault }) => isDefault)).toHaveLength(1)
  })

  it('are found by the name of a model', async () => {
    expect(await test.models.locate(project, 'local/small-1')).toEqual({ provider: 'local', model: 'small-1' })
    expect(await test.models.locate(project, 'openai/gpt-4o')).toEqual({ provider: 'openai', model: 'gpt-4o' })
    expect(await test.models.locate(project, 'small-1')).toEqual({ provider: 'local', model: 'small-1' })
    expect(await test.models.locate(project, 'meta/llama')).toEqual({ provider: 'local', model: 'meta/llama' })
    await test.models.removeProvider(project, 'local')
    await expect(test.models.locate(project, 'small-1')).rejects.toMatchObject({
      code: 'model_not_configured',
      fix: expect.stringContaining('OPENAI_API_KEY'),
    })
  })
})

describe('the address of a provider', () => {
  it('may be loopback, but no other private address', async () => {
    await set('inner', { baseUrl: 'http://169.254.169.254/v1' })
    await expect(test.call({ provider: 'inner' })).rejects.toMatchObject({
      code: 'bad_request',
      fix: 'Start the server with PAWL_ALLOWED_PRIVATE_HOSTS=169.254.169.254 if calls there are meant.',
    })
  })
})

describe('the test of a provider', () => {
  it('asks the first model that it lists, once', async () => {
    test.server.script([{ text: 'OK', finishReason: 'length' }])
    expect(await test.models.testProvider({ project, name: 'local' })).toMatchObject({ model: 'scripted', text: 'OK' })
    test.server.script([{ fault: { type: 'status', status: 503, message: 'Busy' } }])
    await expect(test.models.testProvider({ project, name: 'local', model: 'm' })).rejects.toMatchObject({
      message: 'local (m) answered with status 503: Busy.',
    })
    expect(test.server.requests).toHaveLength(1)
  })

  it('says what is wrong with a key', async () => {
    await set('local', { apiKey: 'not-the-key-at-all' })
    await expect(test.models.testProvider({ project, name: 'local', model: 'm' })).rejects.toMatchObject({
      message: 'local (m) answered with status 401: Incorrect API key.',
      fix: 'Check its key: `pawl models set local` stores another.',
    })
  })
})

describe('the secret key', () => {
  const file = async () => join(test.dataDir, 'secret.key')

  it('is a file that only its owner can read, unless the environment has one', async () => {
    expect((await stat(await file())).mode & 0o777).toBe(0o600)
    expect((await readFile(await file(), 'utf8')).trim()).toMatch(/^[0-9a-f]{64}$/)
    await rm(await file())
    test.models = test.open({ secretKey: 'a long text from the environment' })
    await set('local', { apiKey: secretKey })
    expect(await readdir(test.dataDir)).not.toContain('secret.key')
    expect((await test.call()).finishReason).toBe('stop')
  })

  it('that is lost is told in one sentence with what to do, and setting the key again mends it', async () => {
    await rm(await file())
    test.models = test.open()
    await expect(test.call()).rejects.toMatchObject({
      code: 'model_not_configured',
      message: 'The key of local was encrypted with a secret key that is not here any more.',
      fix: expect.stringContaining('pawl models set local'),
    })
    expect(await find('local')).toMatchObject({ keyEnding: secretKey.slice(-4) })
    await set('local', { apiKey: secretKey })
    expect((await test.call()).finishReason).toBe('stop')
  })
})
