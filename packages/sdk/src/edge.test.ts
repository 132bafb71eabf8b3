import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { createContext, runInContext } from 'node:vm'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/** Of a client that fetches prompts and records feedback, minified and compressed. */
const mostBytes = 6000

/** As the bundlers of browsers and edge platforms make it. It fails where something of Node's is imported. */
async function bundle(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
    ...{ bundle: true, minify: true, write: false, format: 'iife', globalName: 'pawl', platform: 'browser' },
  })
  return outputFiles[0]?.text ?? ''
}

describe('the package where there is no Node', () => {
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(request.method === 'POST' ? '{"scores":[{"id":"score-1"}]}' : JSON.stringify(deployed))
  })
  const deployed = {
    ...{ prompt: 'greet', environment: 'production', id: 'a', number: 3, since: '', isUnprotected: false },
    content: {
      ...{ model: 'openai/gpt-4o', parameters: {}, tools: [] },
      messages: [{ role: 'system', parts: [{ type: 'text', content: 'Be kind to {{name}}.' }] }],
    },
  }
  let code = ''
  beforeAll(async () => {
    code = await bundle(`export * from './index.ts'`)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  afterAll(() => {
    server.close()
    server.closeAllConnections()
  })

  it('runs with what browsers and edge runtimes have, and with timers that are numbers', async () => {
    /** Browsers refuse their `fetch` as a method of anything but the window. */
    function strictFetch(this: unknown, ...request: Parameters<typeof fetch>): ReturnType<typeof fetch> {
      if (this !== undefined) throw new TypeError('Illegal invocation')
      return fetch(...request)
    }
    const timers = new Map<number, ReturnType<typeof setTimeout>>()
    const context = createContext({
      ...{ fetch: strictFetch, AbortSignal, URL, Headers, Response },
      setTimeout: (...given: Parameters<typeof setTimeout>) => {
        timers.set(timers.size + 1, setTimeout(...given))
        return timers.size
      },
      clearTimeout: (id: number) => clearTimeout(timers.get(id)),
      baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    })
    runInContext(code, context)
    const seen: unknown = await runInContext(
      `(async () => {
        const client = pawl.createPawlClient({ baseUrl })
        const watch = client.watchPrompt('greet')
        const fallback = { model: 'm', messages: [{ role: 'user', content: 'x' }] }
        const prompt = await client.getPrompt('greet', { variables: { name: 'Ada' }, fallback })
        const late = pawl.createPawlClient({ baseUrl: 'http://127.0.0.1:1', timeoutMs: 500 })
        const missing = await late.getPrompt('greet', { fallback })
        watch.close()
        const feedback = await client.recordFeedback({ traceId: 't', name: 'helpful', value: 1 })
        return JSON.stringify({ text: prompt.messages[0].parts[0].content, version: prompt.version.number, source: missing.source, feedback, hasProcess: typeof process })
      })()`,
      context,
    )
    for (const timer of timers.values()) clearTimeout(timer)
    expect(JSON.parse(String(seen))).toEqual({
      ...{ text: 'Be kind to Ada.', version: 3, source: 'fallback', feedback: 'score-1', hasProcess: 'undefined' },
    })
  })

  it(`adds less than ${mostBytes} bytes to a page, compressed`, async () => {
    const small = await bundle(`export { createPawlClient } from './index.ts'`)
    expect(gzipSync(small).byteLength).toBeLessThan(mostBytes)
    process.stderr.write(`client: ${small.length} bytes, ${gzipSync(small).byteLength} compressed; `)
    process.stderr.write(`all: ${code.length} bytes, ${gzipSync(code).byteLength} compressed\n`)
  })
})
