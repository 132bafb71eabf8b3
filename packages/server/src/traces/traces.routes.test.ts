import { type AttributeValue, defaultProjectSettings } from '@pawl/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql, type TelemetryStore } from '../platform/telemetry/index.ts'
import { compileContentRules } from './ingest/clean-content.ts'
import { createIngestStore } from './ingest/ingest.store.ts'
import { IngestEngine } from './ingest/ingest-engine.ts'
import { createSessionRoutes } from './sessions.routes.ts'
import { routesUnderTest } from './testing/routes-under-test.ts'
import { buildSpan, logsBody, recently, spanIdOf, traceIdOf, tracesBody } from './testing/span-builder.ts'
import { openTemporaryTelemetry } from './testing/temporary-telemetry.ts'
import { createTraceRoutes } from './traces.routes.ts'

const project = 'shop'
let telemetry: TelemetryStore & AsyncDisposable
let engine: IngestEngine
beforeAll(async () => {
  telemetry = await openTemporaryTelemetry()
  engine = new IngestEngine(createIngestStore(telemetry))
  await engine.prime()
})
afterAll(() => telemetry[Symbol.asyncDispose]())

const rules = compileContentRules(defaultProjectSettings)
const ingest = (signal: 'traces' | 'logs', body: Uint8Array) =>
  engine.ingest({ project, signal, encoding: 'json', body }, rules)

async function call(method: string, path: string, asProject = project) {
  const deps = {
    telemetry,
    now: () => new Date(),
    eraseCopies: () => Promise.resolve({ traceIds: [] }),
    recordErasure: () => Promise.resolve(),
    forgetTraces: (name: string, traceIds: readonly string[]) => engine.forget(name, traceIds),
  }
  const app = routesUnderTest(asProject, (requireCaller) => {
    const routes = createTraceRoutes({ ...deps, requireCaller })
    routes.route('/', createSessionRoutes({ ...deps, requireCaller }))
    return routes
  })
  const response = await app.request(path, { method })
  return { status: response.status, headers: response.headers, text: await response.text() }
}
const get = async <Body>(path: string): Promise<Body> => JSON.parse((await call('GET', path)).text) as Body

const pictureBytes = Buffer.from('89504e470d0a1a0a'.repeat(1500), 'hex')
const picture = `data:image/png;base64,${pictureBytes.toString('base64')}`
const message = (role: string, content: string) => JSON.stringify([{ role, parts: [{ type: 'text', content }] }])

interface Turn {
  readonly trace: number
  readonly asks: string
  readonly says: string
  readonly user?: string
  readonly attributes?: Record<string, AttributeValue>
}

/** A turn of a conversation: a root and a model call below it. */
async function converse(turn: Turn): Promise<void> {
  const start = recently() + BigInt(turn.trace) * 1_000_000_000n
  const shared = { traceId: traceIdOf(turn.trace), startTimeUnixNano: start, endTimeUnixNano: start + 2_000_000_000n }
  const session = { 'session.id': 'chat 1', 'user.id': turn.user ?? 'ann' }
  await ingest(
    'traces',
    tracesBody(
      buildSpan({ ...shared, name: 'turn', attributes: { ...session, ...turn.attributes } }),
      buildSpan({
        ...shared,
        spanId: spanIdOf(2),
        parentSpanId: spanIdOf(1),
        name: 'chat gpt-4o',
        attributes: {
          'gen_ai.operation.name': 'chat',
          'gen_ai.request.model': 'gpt-4o',
          'gen_ai.input.messages': message('user', turn.asks),
          'gen_ai.output.messages': message('assistant', turn.says),
          'gen_ai.usage.input_tokens': 10,
          'gen_ai.usage.output_tokens': 5,
        },
      }),
    ),
  )
}

describe('the traces of a project', () => {
  beforeAll(async () => {
    await converse({ trace: 1, asks: 'May I return the blue lamp?', says: 'Within fourteen days.' })
    await converse({ trace: 2, asks: 'And the green one?', says: 'That one too.', attributes: { picture } })
    await converse({ trace: 3, asks: '退款政策', says: 'Ja.', user: 'bob' })
  })

  it('are listed, filtered, searched and counted', async () => {
    const ids = async (query: string) =>
      (await get<{ traces: { traceId: string }[] }>(`/api/traces?${query}`)).traces.map(({ traceId }) => traceId)
    expect(await ids('')).toEqual([3, 2, 1].map(traceIdOf))
    expect(await ids('q=green')).toEqual([traceIdOf(2)])
    expect(await ids(`q=${encodeURIComponent('退款')}`)).toEqual([traceIdOf(3)])
    expect(await ids('user=ann&sort=start')).toEqual([1, 2].map(traceIdOf))
    const { facets } = await get<{ facets: Record<string, unknown> }>(
      '/api/traces/facets?facet=user&facet=model&user=ann',
    )
    expect(facets).toEqual({
      user: [
        { value: 'ann', count: 2 },
        { value: 'bob', count: 1 },
      ],
      model: [{ value: 'gpt-4o', count: 2 }],
    })
  })

  it('are seen by their own project alone', async () => {
    expect(JSON.parse((await call('GET', '/api/traces', 'other')).text)).toEqual({ traces: [], nextCursor: null })
    for (const path of [`/api/traces/${traceIdOf(1)}`, `/api/traces/${traceIdOf(1)}/spans/${spanIdOf(1)}`]) {
      expect((await call('GET', path, 'other')).status).toBe(404)
    }
    expect((await call('GET', '/api/traces/export', 'other')).text).toBe('')
    const deleted = await call('DELETE', `/api/traces/${traceIdOf(1)}`, 'other')
    expect(JSON.parse(deleted.text)).toEqual({ deletedTraces: 0, deletedSpans: 0 })
    expect((await call('GET', `/api/traces/${traceIdOf(1)}`)).status).toBe(200)
  })

  it('open as a tree, and each span with all of its content', async () => {
    const { trace, spans } = await get<{ trace: object; spans: object[] }>(`/api/traces/${traceIdOf(1)}`)
    expect(trace).toMatchObject({ name: 'turn', spanCount: 2, usage: { totalTokens: 15 }, costSource: 'computed' })
    expect(spans).toMatchObject([
      { spanId: spanIdOf(1), parentSpanId: '' },
      { spanId: spanIdOf(2), parentSpanId: spanIdOf(1), kind: 'llm' },
    ])
    const span = await get<{ attributes: object; canonical: object }>(
      `/api/traces/${traceIdOf(1)}/spans/${spanIdOf(2)}`,
    )
    expect(span.attributes).toMatchObject({ 'gen_ai.input.messages': message('user', 'May I return the blue lamp?') })
    expect(span.canonical).toMatchObject({
      inputMessages: [{ role: 'user', parts: [{ type: 'text', content: 'May I return the blue lamp?' }] }],
    })
  })

  it('make a session, turn by turn', async () => {
    const { sessions } = await get<{ sessions: object[] }>('/api/sessions')
    expect(sessions).toMatchObject([{ sessionId: 'chat 1' }])
    const { turns } = await get<{ turns: { input: string; output: string }[] }>('/api/sessions/chat%201')
    expect(turns.map(({ input, output }) => [input, output])).toEqual([
      ['May I return the blue lamp?', 'Within fourteen days.'],
      ['And the green one?', 'That one too.'],
      ['退款政策', 'Ja.'],
    ])
    expect((await call('GET', '/api/sessions/none')).status).toBe(404)
  })

  it('give media back as bytes that no browser runs', async () => {
    const span = await get<{ attributes: { picture: string } }>(`/api/traces/${traceIdOf(2)}/spans/${spanIdOf(1)}`)
    const sha256 = /[0-9a-f]{64}/.exec(span.attributes.picture)?.[0] ?? ''
    const blob = await call('GET', `/api/blobs/${sha256}`)
    expect(blob.status).toBe(200)
    expect(blob.headers.get('content-type')).toBe('image/png')
    expect(blob.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
    expect((await call('GET', `/api/blobs/${sha256}`, 'other')).status).toBe(404)
  })

  it('leave as lines that come in again, media included', async () => {
    const exported = await call('GET', '/api/traces/export?q=green')
    expect(exported.headers.get('content-type')).toBe('application/x-ndjson')
    const lines = exported.text.trim().split('\n')
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain(picture)
    expect(lines[0]).toContain('And the green one?')
  })

  it.each([
    ['/api/traces?colour=red', /colour/],
    ['/api/traces?limit=0', /limit/],
    ['/api/traces?sort=random', /sort/],
    ['/api/traces/facets?facet=colour', /facet/],
    ['/api/traces/XYZ', /32 lower-case hex digits/],
  ])('%s is refused with what is wrong', async (path, message) => {
    const { status, text } = await call('GET', path)
    expect(status).toBe(400)
    expect(text).toMatch(message)
  })
})

describe('deleting', () => {
  const left = async (traceId: string) => {
    const tables = ['spans', 'traces', 'log_records', 'scores', 'blob_references'] as const
    const rows = await Promise.all(
      tables.map((table) =>
        telemetry.query<{ n: number }>(
          sql`SELECT count() AS n FROM merge(currentDatabase(), ${`^${table}$`})
            WHERE project = ${project} AND trace_id = ${traceId} AND is_deleted = 0
            SETTINGS final = 1`,
          { kind: 'background' },
        ),
      ),
    )
    return rows.map(([row]) => row?.n)
  }

  it('a trace takes everything that hangs on it, and what comes later is new', async () => {
    const attributes = { picture: `${picture}AAAA` }
    await converse({ trace: 7, asks: 'Forget me?', says: 'Yes.', user: 'eve', attributes })
    const record = { traceId: traceIdOf(7), spanId: spanIdOf(2), eventName: 'gen_ai.user.message' }
    await ingest('logs', logsBody({ ...record, body: { content: 'Forget me?' } }))
    expect((await left(traceIdOf(7))).map((n) => (n ?? 0) > 0)).toEqual([true, true, true, false, true])
    const deleted = await call('DELETE', `/api/traces/${traceIdOf(7)}`)
    expect(JSON.parse(deleted.text)).toEqual({ deletedTraces: 1, deletedSpans: 2 })
    expect(await left(traceIdOf(7))).toEqual([0, 0, 0, 0, 0])
    expect((await call('GET', `/api/traces/${traceIdOf(7)}`)).status).toBe(404)
    await converse({ trace: 7, asks: 'Again', says: 'Hello.' })
    expect(await get(`/api/traces/${traceIdOf(7)}`)).toMatchObject({ trace: { spanCount: 2 } })
  })

  it('a session takes all of its traces', async () => {
    await converse({ trace: 9, asks: 'x', says: 'y', attributes: { 'session.id': 'chat 2' } })
    expect(JSON.parse((await call('DELETE', '/api/sessions/chat%202')).text)).toMatchObject({ deletedTraces: 1 })
    expect((await call('GET', `/api/traces/${traceIdOf(9)}`)).status).toBe(404)
  })
})
