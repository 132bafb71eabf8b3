import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createPawlClient, type DeployedPrompt, type PawlClientOptions, PawlError } from '../index.ts'

/** A busy machine is slow, not wrong. */
const soon = { timeout: 30_000, interval: 20 }

const says = (content: string, role = 'system') => ({ role, parts: [{ type: 'text', content }] })

const version = (number: number, text = `Be kind to {{name}}, ${number}.`): DeployedPrompt => ({
  ...{ prompt: 'greet', environment: 'production', id: String(number).repeat(64), number, isUnprotected: false },
  since: '2026-03-01T12:00:00.000Z',
  content: { messages: [says(text)], model: 'openai/gpt-4o', parameters: { temperature: 0 }, tools: [] },
})

interface Asked {
  readonly url: string
  readonly etag: string | undefined
}

/** A real HTTP server that has one prompt, or a refusal, or says nothing. */
async function serve() {
  const asked: Asked[] = []
  const state: { deployed: unknown; status: number; isSilent: boolean } = {
    deployed: version(1),
    status: 200,
    isSilent: false,
  }
  const server = createServer((request, response) => {
    asked.push({ url: request.url ?? '', etag: request.headers['if-none-match'] })
    if (state.isSilent) return
    if (state.status !== 200) {
      response.writeHead(state.status, { 'content-type': 'application/problem+json' })
      response.end(
        JSON.stringify({ status: state.status, code: 'not_found', detail: 'Nothing is deployed.', fix: 'Deploy it.' }),
      )
      return
    }
    const body = JSON.stringify(state.deployed)
    const etag = `"${body.length}-${(state.deployed as DeployedPrompt).number}"`
    const isKnown = request.headers['if-none-match'] === etag
    response.writeHead(isKnown ? 304 : 200, { etag, 'content-type': 'application/json' })
    response.end(isKnown ? undefined : body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    state,
    close,
    [Symbol.asyncDispose]: close,
  }
}

const variables = { name: 'Ada' }
const fallback = { model: 'openai/gpt-4o-mini', messages: [{ role: 'system', content: 'Help {{name}}.' }] }

async function failureOf(call: Promise<unknown>): Promise<PawlError> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!PawlError.isInstance(error)) throw new Error(`expected a PawlError, got ${String(error)}`)
  return error
}

// Only the clock: sockets and timers are real.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})
const later = (durationMs: number) => vi.setSystemTime(Date.now() + durationMs)

describe('getPrompt', () => {
  it('gives the deployed version, rendered, with what ties a span to it', async () => {
    await using server = await serve()
    const pawl = createPawlClient({ baseUrl: server.baseUrl })
    const history = [says('Hi {{name}}', 'user')]
    expect(await pawl.getPrompt('greet', { variables: { ...variables, nmae: '' }, messages: history })).toEqual({
      ...{ name: 'greet', environment: 'production', version: { id: '1'.repeat(64), number: 1 }, source: 'server' },
      ...{ isStale: false, isUnprotected: false, unusedVariables: ['nmae'] },
      ...{ model: 'openai/gpt-4o', parameters: { temperature: 0 }, tools: [], responseFormat: null },
      messages: [says('Be kind to Ada, 1.'), ...history],
      attributes: {
        'gen_ai.prompt.name': 'greet',
        'pawl.prompt.name': 'greet',
        'pawl.prompt.version': '1',
        'pawl.prompt.environment': 'production',
        'pawl.prompt.id': '1'.repeat(64),
      },
    })
    expect(server.asked).toEqual([{ url: '/api/environments/production/prompts/greet', etag: undefined }])
  })

  it('asks once for many who ask at the same time, and not again while the answer is fresh', async () => {
    await using server = await serve()
    const pawl = createPawlClient({ baseUrl: server.baseUrl })
    await Promise.all(Array.from({ length: 200 }, () => pawl.getPrompt('greet', { variables })))
    later(8000)
    await pawl.getPrompt('greet', { variables })
    expect(server.asked).toHaveLength(1)
  })

  it('gives what it knows at once and asks behind the answer, by the ETag', async () => {
    await using server = await serve()
    const pawl = createPawlClient({ baseUrl: server.baseUrl })
    await pawl.getPrompt('greet', { variables })
    later(11_500)
    await Promise.all(Array.from({ length: 50 }, () => pawl.getPrompt('greet', { variables })))
    await vi.waitFor(() => expect(server.asked).toHaveLength(2), soon)
    expect(server.asked[1]?.etag).toMatch(/^".+"$/)
    server.state.deployed = version(2)
    later(11_500)
    expect((await pawl.getPrompt('greet', { variables })).version?.number).toBe(1)
    await vi.waitFor(async () => expect((await pawl.getPrompt('greet', { variables })).version?.number).toBe(2), soon)
  })

  it('waits for the server when it was not asked for long: a seldom used prompt is not an old one', async () => {
    await using server = await serve()
    const pawl = createPawlClient({ baseUrl: server.baseUrl })
    await pawl.getPrompt('greet', { variables })
    server.state.deployed = version(2)
    later(3_600_000)
    expect(await pawl.getPrompt('greet', { variables })).toMatchObject({ version: { number: 2 }, isStale: false })
  })

  it('keeps prompts and environments apart', async () => {
    await using server = await serve()
    const pawl = createPawlClient({ baseUrl: server.baseUrl })
    await pawl.getPrompt('a/b @ü', { variables, environment: 'staging' })
    await pawl.getPrompt('a/b @ü', { variables })
    expect(server.asked.map(({ url }) => url)).toEqual([
      '/api/environments/staging/prompts/a%2Fb%20%40%C3%BC',
      '/api/environments/production/prompts/a%2Fb%20%40%C3%BC',
    ])
  })
})

describe('while the server is away', () => {
  it('the last good version is given, marked once it is old, and the failure is told', async () => {
    const errors: string[] = []
    const server = await serve()
    const pawl = createPawlClient({ baseUrl: server.baseUrl, prompts: { onError: ({ code }) => errors.push(code) } })
    await pawl.getPrompt('greet', { variables })
    await server.close()
    later(11_500)
    expect(await pawl.getPrompt('greet', { variables })).toMatchObject({ version: { number: 1 }, isStale: false })
    await vi.waitFor(() => expect(errors).toEqual(['server_unreachable']), soon)
    later(120_000)
    const prompt = await pawl.getPrompt('greet', { variables: { name: 'Bob' } })
    expect(prompt).toMatchObject({ version: { number: 1 }, isStale: true, messages: [says('Be kind to Bob, 1.')] })
    // It has just failed: nobody waits for it again at once.
    await pawl.getPrompt('greet', { variables })
    expect(errors).toHaveLength(2)
  })

  it('the fallback is given from the start, rendered, and its spans say so', async () => {
    const server = await serve()
    await server.close()
    const pawl = createPawlClient({ baseUrl: server.baseUrl })
    const prompt = await pawl.getPrompt('greet', { variables, fallback })
    expect(prompt).toMatchObject({
      ...{ version: null, source: 'fallback', isStale: true, model: 'openai/gpt-4o-mini', parameters: {}, tools: [] },
      messages: [says('Help Ada.')],
      attributes: { 'pawl.prompt.name': 'greet', 'pawl.prompt.version': 'fallback' },
    })
  })

  it('and silent, nobody with a fallback waits longer than was allowed', async () => {
    await using server = await serve()
    server.state.isSilent = true
    const pawl = createPawlClient({ baseUrl: server.baseUrl, timeoutMs: 5000, prompts: { waitMs: 30 } })
    expect(await pawl.getPrompt('greet', { variables, fallback })).toMatchObject({ source: 'fallback' })
    expect(server.asked).toHaveLength(1)
  })

  it('and comes back, it is asked again, ever more seldom until then', async () => {
    await using server = await serve()
    const pawl = createPawlClient({ baseUrl: server.baseUrl })
    server.state.status = 503
    for (let second = 0; second < 60; second++) {
      await pawl.getPrompt('greet', { variables, fallback })
      later(1000)
    }
    expect(server.asked.length).toBeGreaterThan(4)
    expect(server.asked.length).toBeLessThan(10)
    server.state.status = 200
    later(40_000)
    expect(await pawl.getPrompt('greet', { variables, fallback })).toMatchObject({ source: 'server', isStale: false })
  })

  it('a store has the last good version at the next start', async () => {
    const kept = new Map<string, string>()
    const store = { get: (key: string) => kept.get(key), set: (key: string, value: string) => kept.set(key, value) }
    const server = await serve()
    const options = { baseUrl: server.baseUrl, project: 'shop', prompts: { store } }
    await createPawlClient(options).getPrompt('greet', { variables })
    const again = await createPawlClient(options).getPrompt('greet', { variables })
    expect([again.source, server.asked.length]).toEqual(['store', 1])
    await server.close()
    later(3_600_000)
    const late = await createPawlClient(options).getPrompt('greet', { variables, fallback })
    expect(late).toMatchObject({ source: 'store', version: { number: 1 }, isStale: true })
    const other = createPawlClient({ ...options, project: 'other' })
    expect(await other.getPrompt('greet', { variables, fallback })).toMatchObject({ source: 'fallback' })
  })

  it('a store that fails or holds something else changes nothing, and is told of', async () => {
    await using server = await serve()
    const codes: string[] = []
    const onError = ({ code }: PawlError) => codes.push(code)
    const broken = { get: () => Promise.reject(new Error('quota')), set: () => Promise.reject(new Error('quota')) }
    const strange = { get: () => '{"deployed": 3, "checkedAtMs": 1}', set: () => undefined }
    for (const store of [broken, strange]) {
      const pawl = createPawlClient({ baseUrl: server.baseUrl, prompts: { store, onError } })
      expect(await pawl.getPrompt('greet', { variables })).toMatchObject({ source: 'server' })
    }
    expect(codes).toEqual(['store_failed', 'store_failed', 'store_failed'])
  })
})

describe('getPrompt fails with', () => {
  const failing = async (change: { status?: number; deployed?: unknown }, options: PawlClientOptions = {}) => {
    await using server = await serve()
    Object.assign(server.state, change)
    return await failureOf(
      createPawlClient({ baseUrl: server.baseUrl, ...options }).getPrompt('greet', { variables: {} }),
    )
  }

  it('what the server says where nothing is deployed', async () => {
    expect(await failing({ status: 404 })).toMatchObject({
      ...{ code: 'not_found', status: 404, message: 'Nothing is deployed.', fix: 'Deploy it.' },
    })
  })

  it('every variable that the version needs and was not given', async () => {
    const error = await failing({ deployed: version(1, '{{name}} {{city}} {{constructor}} \\{{x}}') })
    expect(error).toMatchObject({
      code: 'missing_variable',
      message: 'The prompt needs variables that were not given: "name", "city", "constructor".',
    })
  })

  it('"not_pawl" when something else answers', async () => {
    expect((await failing({ deployed: { number: 1 } })).code).toBe('not_pawl')
  })
})

describe('watchPrompt', () => {
  it('tells what is deployed and each deployment after it, until it is closed', async () => {
    await using server = await serve()
    const seen: number[] = []
    const pawl = createPawlClient({ baseUrl: server.baseUrl, prompts: { refreshAfterMs: 10 } })
    const watch = pawl.watchPrompt('greet', { onChange: ({ number }) => seen.push(number) })
    await vi.waitFor(() => expect(seen).toEqual([1]), soon)
    server.state.deployed = version(2)
    await vi.waitFor(() => expect(seen).toEqual([1, 2]), soon)
    expect((await pawl.getPrompt('greet', { variables })).version?.number).toBe(2)
    watch.close()
    await vi.waitFor(async () => {
      const before = server.asked.length
      await new Promise((resolve) => setTimeout(resolve, 50))
      expect(server.asked.length).toBe(before)
    }, soon)
  })

  it('does not keep a process alive, nor does a client', async () => {
    await using server = await serve()
    const script = `import { createPawlClient } from ${JSON.stringify(new URL('../index.ts', import.meta.url).href)}
      const pawl = createPawlClient({ baseUrl: ${JSON.stringify(server.baseUrl)} })
      pawl.watchPrompt('greet', { onChange: ({ number }) => console.log('watching', number) })
      console.log((await pawl.getPrompt('greet', { variables: { name: 'Ada' } })).version.number)`
    const words = ['--import', 'tsx', '--input-type=module', '-e', script]
    const cwd = fileURLToPath(new URL('../../../..', import.meta.url))
    const child = await new Promise<{ readonly stdout: string; readonly error: unknown }>((resolve) => {
      execFile(process.execPath, words, { cwd, timeout: 30_000 }, (error, stdout) => resolve({ stdout, error }))
    })
    expect(child).toMatchObject({ error: null, stdout: expect.stringContaining('watching 1') })
  })
})
