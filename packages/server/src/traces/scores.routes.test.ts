import type { Score } from '@pawl/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TelemetryStore } from '../platform/telemetry/index.ts'
import { createScoreRoutes } from './scores.routes.ts'
import { routesUnderTest } from './testing/routes-under-test.ts'
import { openTemporaryTelemetry } from './testing/temporary-telemetry.ts'

const traceId = 'a'.repeat(32)
let clockMs = Date.UTC(2026, 4, 14, 12)
let store: TelemetryStore & AsyncDisposable
beforeAll(async () => {
  store = await openTemporaryTelemetry()
})
afterAll(async () => {
  await store[Symbol.asyncDispose]()
})

async function call(method: string, path: string, options: { project?: string; body?: unknown } = {}) {
  const deps = { telemetry: store, now: () => new Date(clockMs) }
  clockMs += 1
  const app = routesUnderTest(options.project ?? 'mine', (requireCaller) =>
    createScoreRoutes({ ...deps, requireCaller }),
  )
  const headers = options.body === undefined ? {} : { 'content-type': 'application/json' }
  const body = options.body === undefined ? {} : { body: JSON.stringify(options.body) }
  const response = await app.request(path, { method, headers, ...body })
  const text = await response.text()
  return { status: response.status, json: text === '' ? null : (JSON.parse(text) as { scores: readonly Score[] }) }
}

const list = async (query: string, project?: string) =>
  (await call('GET', `/api/scores?${query}`, project === undefined ? {} : { project })).json?.scores ?? []

describe('/api/scores', () => {
  it('stores feedback on a trace that need not have arrived, with who gave it', async () => {
    const body = { name: 'helpful', value: 1, outcome: 'pass', source: 'user', traceId }
    const { status, json } = await call('POST', '/api/scores', { body })
    expect(status).toBe(201)
    const [score] = json?.scores ?? []
    expect(score).toMatchObject({ ...body, target: 'trace', spanId: null, label: null, author: 'Ada' })
    expect(await list(`traceId=${traceId}`)).toEqual([score])
    expect(await list(`traceId=${traceId}`, 'theirs')).toEqual([])
  })

  it('takes many at once, about traces, spans and sessions', async () => {
    const body = [
      { name: 'tone', label: 'warm', traceId: 'b'.repeat(32) },
      { name: 'tone', value: -0.5, traceId: 'b'.repeat(32), spanId: 'c'.repeat(16), explanation: '退款 "quoted"\n' },
      { name: 'solved', outcome: 'fail', sessionId: 'chat 1' },
    ]
    const { json } = await call('POST', '/api/scores', { body })
    expect(json?.scores.map((score) => score.target)).toEqual(['trace', 'span', 'session'])
    expect(await list('sessionId=chat%201')).toMatchObject([{ name: 'solved', outcome: 'fail', traceId: null }])
    expect(await list('name=tone')).toHaveLength(2)
    expect(await list('name=tone&limit=1')).toHaveLength(1)
    expect((await list('name=tone')).find((score) => score.target === 'span')?.explanation).toBe('退款 "quoted"\n')
  })

  it('replaces a score that has the same id', async () => {
    for (const value of [0.1, 0.9]) {
      await call('POST', '/api/scores', { body: { id: 'mine', name: 'replaced', value, traceId } })
    }
    expect((await list('name=replaced')).map((score) => score.value)).toEqual([0.9])
  })

  it('deletes a score once', async () => {
    await call('POST', '/api/scores', { body: { id: 'gone', name: 'deleted', value: 1, traceId } })
    expect((await call('DELETE', '/api/scores/gone', { project: 'theirs' })).status).toBe(404)
    expect((await call('DELETE', '/api/scores/gone')).status).toBe(204)
    expect(await list('name=deleted')).toEqual([])
    expect((await call('DELETE', '/api/scores/gone')).status).toBe(404)
  })

  it.each([
    ['nothing to say', { name: 'x', traceId }],
    ['no subject', { name: 'x', value: 1 }],
    ['two subjects', { name: 'x', value: 1, traceId, sessionId: 's' }],
    ['a span without its trace', { name: 'x', value: 1, spanId: 'c'.repeat(16), sessionId: 's' }],
    ['a trace id of the wrong form', { name: 'x', value: 1, traceId: 'A' }],
    ['an empty list', []],
  ])('answers 400 to a score with %s', async (_, body) => {
    expect((await call('POST', '/api/scores', { body })).status).toBe(400)
  })
})
