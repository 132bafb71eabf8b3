import { createRoute, z } from '@hono/zod-openapi'
import { AppError, httpStatusOf, problemSchema } from '@pawl/core'
import fc from 'fast-check'
import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { createLogger } from '../log/index.ts'
import type { AppEnv } from './app-env.ts'
import { isAllowedHost } from './check-host.ts'
import { createRouter, limitBody } from './router.ts'
import { secureApp } from './secure-app.ts'

function appUnderTest() {
  const lines: string[] = []
  const log = createLogger({ level: 'debug', write: (line) => lines.push(line) })
  const app = new Hono<AppEnv>()
  secureApp(app, {
    log,
    allowedHosts: ['pawl.example.com'],
    corsOrigins: ['https://shop.example.com'],
    ingestPaths: ['/v1/'],
  })
  app.all('/api/thing', (context) => context.text('done'))
  app.post('/v1/traces', (context) => context.text('stored'))
  app.post('/v1/full', () => {
    throw new AppError('too_many_requests', 'The queue is full.', { retryAfterS: 1.2 })
  })
  return { app, lines }
}

const post = (headers: Record<string, string>, path = '/api/thing') =>
  appUnderTest().app.request(path, {
    method: 'POST',
    body: '{}',
    headers: { 'content-type': 'application/json', ...headers },
  })

describe('the Host allow-list', () => {
  it.each([
    'localhost:4318',
    'LOCALHOST',
    '127.0.0.1:4318',
    '[::1]:4318',
    'web.localhost',
    '192.168.1.5:4318',
    'pawl.example.com',
    'host.docker.internal:4318',
  ])('answers to %s', async (host) => {
    expect((await post({ host })).status).toBe(200)
  })

  it.each([
    'evil.example:4318',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'pawl.example.com.evil.example',
    'xpawl.example.com',
    '[evil]',
    'a b',
    '@127.0.0.1',
    '',
  ])('does not answer to %j, to which an attacker can point a name of theirs', async (host) => {
    for (const method of ['GET', 'POST']) {
      const response = await appUnderTest().app.request('/api/thing', { method, headers: { host } })
      expect(response.status).toBe(403)
      expect(await response.json()).toMatchObject({
        code: 'forbidden',
        where: 'Host header',
        fix: expect.stringContaining('PAWL_ALLOWED_HOSTS'),
      })
    }
  })

  it('lets no name through that somebody else could own', () => {
    const name = fc.domain().filter((domain) => !domain.endsWith('.localhost') && domain !== 'pawl.example.com')
    fc.assert(
      fc.property(name, fc.option(fc.integer({ min: 1, max: 65_535 })), (domain, port) => {
        expect(isAllowedHost(port === null ? domain : `${domain}:${port}`, ['pawl.example.com'])).toBe(false)
      }),
    )
  })
})

describe('a page of another origin', () => {
  const evil = { origin: 'https://evil.example' }

  it.each([
    ['that the browser marks', { ...evil, 'sec-fetch-site': 'cross-site' }],
    ['on another port of this machine', { origin: 'http://localhost:3000', 'sec-fetch-site': 'same-site' }],
    ['in a browser that marks nothing', evil],
    ['that hides its origin', { origin: 'null' }],
    ['that posts a form as text', { ...evil, 'content-type': 'text/plain' }],
  ])('%s cannot write', async (_, headers) => {
    const response = await post(headers)
    expect(response.status).toBe(403)
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
    expect(await response.json()).toMatchObject({ code: 'forbidden', where: 'Origin header' })
  })

  it.each([
    'text/plain',
    'text/plain;charset=UTF-8',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
  ])('cannot post a form of type %s either where the browser sends no origin at all', async (type) => {
    const response = await post({ 'content-type': type })
    expect(response.status).toBe(415)
    expect(await response.json()).toMatchObject({ fix: expect.stringContaining('application/json') })
  })

  it('may not read by script or picture, and may link to a page', async () => {
    const get = (mode: string, method = 'GET') =>
      appUnderTest().app.request('/api/thing', {
        method,
        headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': mode },
      })
    expect((await get('cors')).status).toBe(403)
    expect((await get('no-cors')).status).toBe(403)
    expect((await get('navigate')).status).toBe(200)
    expect((await get('navigate', 'POST')).status).toBe(403)
  })

  it('is not let in by preflight to anything but the receiver, and there only when configured', async () => {
    const preflight = (path: string, origin: string) =>
      appUnderTest().app.request(path, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'content-type,x-api-key',
        },
      })
    expect((await preflight('/api/thing', 'https://shop.example.com')).status).toBe(403)
    const refused = await preflight('/v1/traces', 'https://evil.example')
    expect(refused.status).toBe(403)
    expect(await refused.json()).toMatchObject({ fix: expect.stringContaining('PAWL_CORS_ORIGINS') })
    const allowed = await preflight('/v1/traces', 'https://shop.example.com')
    expect(allowed.status).toBe(204)
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://shop.example.com')
    expect(allowed.headers.get('access-control-allow-headers')).toBe('content-type,x-api-key')
    expect(allowed.headers.get('access-control-allow-credentials')).toBeNull()
  })

  it('that is configured sends telemetry, and can read a refusal of it', async () => {
    const headers = { origin: 'https://shop.example.com', 'sec-fetch-site': 'cross-site' }
    const stored = await post(headers, '/v1/traces')
    expect(stored.status).toBe(200)
    expect(stored.headers.get('access-control-allow-origin')).toBe('https://shop.example.com')
    const refused = await post(headers, '/v1/full')
    expect(refused.status).toBe(429)
    expect(refused.headers.get('access-control-allow-origin')).toBe('https://shop.example.com')
    expect(refused.headers.get('retry-after')).toBe('2')
    expect((await post(headers, '/api/thing')).status).toBe(403)
  })
})

describe('everybody else writes', () => {
  it.each([
    ['the pages of Pawl', { origin: 'http://localhost', host: 'localhost', 'sec-fetch-site': 'same-origin' }],
    ['the pages of Pawl, where browsers mark nothing', { origin: 'http://192.168.1.5:4318', host: '192.168.1.5:4318' }],
    ['programs that are no browser', {}],
    [
      'whoever sends a key, which another page cannot do unasked',
      { origin: 'https://evil.example', authorization: 'Bearer x' },
    ],
  ])('%s', async (_, headers) => {
    expect((await post(headers)).status).toBe(200)
  })
})

describe('every answer', () => {
  it.each(['/api/thing', '/nowhere', '/v1/full'])(
    'from %s lets no script run that is not a file of Pawl',
    async (path) => {
      const response = await post({}, path)
      const policy = response.headers.get('content-security-policy') ?? ''
      expect(policy).toContain("script-src 'self'")
      expect(policy).not.toMatch(/script-src[^;]*unsafe/)
      expect(policy).toContain("frame-ancestors 'none'")
      expect(response.headers.get('x-content-type-options')).toBe('nosniff')
      expect(response.headers.get('x-request-id')).toMatch(/^[\w-]+$/)
    },
  )

  it('of the API is kept by no cache', async () => {
    expect((await post({})).headers.get('cache-control')).toBe('no-store')
  })
})

describe('an error', () => {
  it.each(Object.entries(httpStatusOf))('%s is answered with %i as a problem', async (code, status) => {
    const { app } = appUnderTest()
    app.get('/fail', () => {
      throw new AppError(code as AppError['code'], 'It went wrong.', { where: 'there', fix: 'Do it right.' })
    })
    const response = await app.request('/fail')
    expect(response.status).toBe(status)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(problemSchema.parse(await response.json())).toMatchObject({ status, code })
  })

  it('that nobody expected shows a reference and nothing else, and is logged under it', async () => {
    const { app, lines } = appUnderTest()
    app.get('/crash', () => {
      throw new TypeError('secret detail of the inside')
    })
    const response = await app.request('/crash')
    expect(response.status).toBe(500)
    const text = await response.text()
    expect(text).not.toContain('secret detail')
    expect(text).not.toContain('.ts')
    const reference = response.headers.get('x-request-id') ?? 'missing'
    expect(text).toContain(reference)
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: 'error', requestId: reference, path: '/crash', error: { message: 'secret detail of the inside' } },
    ])
  })

  it('of a request says where it is and what would be right', async () => {
    const { app } = appUnderTest()
    const router = createRouter()
    const body = {
      required: true,
      content: { 'application/json': { schema: z.object({ list: z.array(z.object({ age: z.number() })) }) } },
    }
    const query = z.object({ limit: z.coerce.number().max(100) })
    const route = createRoute({
      method: 'post',
      path: '/api/check',
      request: { body, query },
      responses: { 204: { description: 'fine' } },
    })
    router.openapi(route, (context) => context.body(null, 204))
    app.route('/', router)
    const send = (path: string, text: string) =>
      app.request(path, { method: 'POST', body: text, headers: { 'content-type': 'application/json' } })
    expect((await send('/api/check?limit=5', '{"list":[{"age":3}]}')).status).toBe(204)
    expect(await (await send('/api/check?limit=5', '{"list":[{"age":"3"}]}')).json()).toMatchObject({
      status: 400,
      where: 'body.list.0.age',
    })
    expect(await (await send('/api/check?limit=500', '{"list":[]}')).json()).toMatchObject({
      status: 400,
      where: 'query.limit',
    })
    expect(await (await send('/api/check?limit=5', '{"list":')).json()).toMatchObject({
      status: 400,
      code: 'bad_request',
    })
  })

  it('is answered for a body beyond the limit, whether it says its length or not', async () => {
    const { app } = appUnderTest()
    app.post('/api/small', limitBody(10), async (context) => context.text(await context.req.text()))
    const whole = await app.request('/api/small', {
      method: 'POST',
      body: 'x'.repeat(11),
      headers: { 'content-type': 'application/json', 'content-length': '11' },
    })
    expect(whole.status).toBe(413)
    const parts = new ReadableStream({
      start(controller) {
        for (let part = 0; part < 3; part++) controller.enqueue(new TextEncoder().encode('12345'))
        controller.close()
      },
    })
    const streamed = await app.request('/api/small', { method: 'POST', body: parts, duplex: 'half' } as RequestInit)
    expect(streamed.status).toBe(413)
    expect(await streamed.json()).toMatchObject({ code: 'payload_too_large' })
  })
})
