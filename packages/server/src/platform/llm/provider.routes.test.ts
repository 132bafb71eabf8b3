import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRouter, secureApp } from '../http/index.ts'
import { createLogger } from '../log/index.ts'
import { createProviderRoutes } from './index.ts'
import { ModelsUnderTest, secretKey } from './testing/models-under-test.ts'

let test: ModelsUnderTest
const asked: string[] = []

beforeAll(async () => {
  test = await ModelsUnderTest.start()
}, 60_000)
afterAll(() => test.close())

async function call(method: string, path: string, body?: unknown) {
  const app = createRouter()
  const log = createLogger({ level: 'error', write: () => undefined })
  secureApp(app, { log, allowedHosts: [], corsOrigins: [], ingestPaths: [] })
  const caller = { project: 'default', role: 'admin' as const, person: 'Ada', keyId: null }
  const routes = createProviderRoutes({
    models: test.models,
    requireCaller: (action) => async (context, next) => {
      asked.push(`${context.req.method} ${action}`)
      context.set('caller', caller)
      await next()
    },
  })
  app.route('/', routes)
  const response = await app.request(path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })
  const text = await response.text()
  expect(text).not.toContain(secretKey)
  return { status: response.status, body: text === '' ? null : JSON.parse(text) }
}

describe('/api/providers', () => {
  it('lists, changes, tests and removes providers', async () => {
    const { baseUrl } = test.server
    const put = await call('PUT', '/api/providers/mine', { baseUrl, apiKey: secretKey, limits: { maxConcurrency: 2 } })
    expect(put).toMatchObject({ status: 200, body: { name: 'mine', keyEnding: '1706', updatedBy: 'Ada' } })
    const { body } = await call('GET', '/api/providers')
    expect(body.providers.map(({ name }: { name: string }) => name)).toEqual([
      'openai',
      'anthropic',
      'google',
      'local',
      'mine',
    ])
    expect(await call('POST', '/api/providers/mine/test', {})).toMatchObject({
      status: 200,
      body: { model: 'scripted' },
    })
    expect(await call('DELETE', '/api/providers/mine')).toMatchObject({ status: 204 })
    expect(await call('POST', '/api/providers/mine/test', {})).toMatchObject({
      status: 422,
      body: { code: 'model_not_configured', fix: expect.stringContaining('pawl models set') },
    })
  })

  it('lets everybody who reads see, and only admins change and test', () => {
    expect([...new Set(asked)].sort()).toEqual(['DELETE admin', 'GET read', 'POST admin', 'PUT admin'])
  })

  it.each([
    [{ apiKey: 'short' }, 'body.apiKey'],
    [{ apiKey: 'has a space in it' }, 'body.apiKey'],
    [{ baseUrl: 'ftp://example.com' }, 'body.baseUrl'],
    [{ baseUrl: 'https://user:pw@example.com/v1' }, 'body.baseUrl'],
    [{ baseUrl: 'https://example.com/v1?key=1' }, 'body.baseUrl'],
    [{ limits: { maxConcurrency: 0 } }, 'body.limits.maxConcurrency'],
    [{ key: secretKey }, 'body'],
  ])('refuses %j', async (change, where) => {
    expect(await call('PUT', '/api/providers/local', change)).toMatchObject({ status: 400, body: { where } })
  })
})
