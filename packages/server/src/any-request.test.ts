import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createdApiKeySchema } from '@pawl/core'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningServer, startServer } from './start-server.ts'
import { garbageOf, hostileText, type Schema } from './testing/garbage-of-schema.ts'
import { buildSpan, tracesBody } from './traces/testing/span-builder.ts'

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema?: Schema }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: Schema }>> }
}
interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> }
}

const requestsPerOperation = 25
/** Names of what is there, so that requests reach further than "there is no such thing". */
const known = [
  'greet',
  'greet@1',
  'is_kind',
  'kindness',
  'production',
  'default',
  '00000000000000000000000000000001',
  '0000000000000001',
]

describe('any request to any route of the API', () => {
  let directory: string
  let server: RunningServer
  let description: Description
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'pawl-any-request-'))
    server = await startServer({ dataDir: directory, port: 0, grpcPort: 'off', logLevel: 'error' })
    // The first key shuts out whoever has none, and one of the requests will be for a key.
    const made = await post('/api/projects/default/keys', { role: 'admin', owner: 'Ada' })
    json.authorization = `Bearer ${createdApiKeySchema.parse(await made.json()).key}`
    description = (await (await fetch(`${server.url}/api/openapi.json`)).json()) as Description
    await fetch(`${server.url}/v1/traces`, { method: 'POST', headers: json, body: tracesBody(buildSpan()) })
    const content = {
      model: 'openai/gpt-4o',
      messages: [{ role: 'system', parts: [{ type: 'text', content: 'Be kind.' }] }],
    }
    await post('/api/prompts', { name: 'greet', version: { content } })
    await post('/api/evaluators', {
      name: 'is_kind',
      definition: { kind: 'contains', mode: 'any', values: ['kind'] },
      examples: [],
    })
    await post('/api/datasets', { name: 'kindness', purpose: 'regression', protects: 'Kindness' })
    await post('/api/datasets/kindness/rows', {
      rows: [{ input: { variables: {}, messages: [] }, evaluators: ['is_kind'] }],
    })
  })
  afterAll(async () => {
    await server.close()
    await rm(directory, { recursive: true })
  })

  const json: Record<string, string> = { 'content-type': 'application/json' }
  const post = (path: string, body: unknown) =>
    fetch(`${server.url}${path}`, { method: 'POST', headers: json, body: JSON.stringify(body) })

  it('is answered as it deserves, never with a failure of the server', { timeout: 280_000 }, async () => {
    const resolve = (reference: string): Schema =>
      description.components?.schemas?.[reference.split('/').at(-1) ?? ''] ?? {}
    const failures: string[] = []
    const statuses = new Map<number, number>()
    for (const [path, methods] of Object.entries(description.paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        // Whatever the request, it copies the whole server.
        if (path === '/api/backups' && method === 'post') continue
        for (const request of fc.sample(requestOf(path, operation, resolve), requestsPerOperation)) {
          const status = await statusOf(method, request)
          statuses.set(status, (statuses.get(status) ?? 0) + 1)
          if (status >= 500 && status !== 502 && status !== 503)
            failures.push(`${status} ${method} ${request.url} ${request.body ?? ''}`)
        }
      }
    }
    expect(failures.map((failure) => failure.slice(0, 600))).toEqual([])
    expect([...statuses.values()].reduce((a, b) => a + b)).toBeGreaterThan(1000)
    expect(statuses.get(200), 'some get through').toBeGreaterThan(400)
    expect((await fetch(`${server.url}/api/traces`, { headers: json })).status).toBe(200)
  })

  interface RequestParts {
    readonly url: string
    readonly body: string | null
  }

  function requestOf(
    path: string,
    operation: Operation,
    resolve: (reference: string) => Schema,
  ): fc.Arbitrary<RequestParts> {
    const parameters = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query')
    const context = { known, resolve }
    const texts = parameters.map(({ name, schema = {} }) =>
      fc.tuple(fc.constant(name), fc.oneof(garbageOf(schema, context), hostileText(known))),
    )
    const query: fc.Arbitrary<[string, unknown][]> = fc.array(
      texts.length === 0 ? fc.constant<[string, unknown]>(['none', '']) : fc.oneof(...texts),
      { maxLength: texts.length === 0 ? 0 : 2 },
    )
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
    const places = fc.record(Object.fromEntries(names.map((name) => [name, hostileText(known)])))
    const content = operation.requestBody?.content['application/json']
    const body =
      content === undefined
        ? fc.constant(null)
        : garbageOf(content.schema ?? {}, context).map((value) => JSON.stringify(value))
    return fc.record({ query, places, body }).map((parts) => {
      const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encode(parts.places[name] ?? '') || 'x')
      const search = parts.query.map(([name, value]) => `${name}=${encode(value)}`)
      return { url: `${filled}?${search.join('&')}`, body: parts.body ?? null }
    })
  }

  const encode = (value: unknown): string =>
    encodeURIComponent((typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).toWellFormed())

  /** The status as soon as it is there: some answers never end. */
  async function statusOf(method: string, { url, body }: RequestParts): Promise<number> {
    const ending = new AbortController()
    const timer = setTimeout(() => ending.abort(), 20_000)
    try {
      const request = { method: method.toUpperCase(), headers: json, signal: ending.signal }
      const response = await fetch(`${server.url}${url}`, body === null ? request : { ...request, body })
      return response.status
    } finally {
      clearTimeout(timer)
      ending.abort()
    }
  }
})
