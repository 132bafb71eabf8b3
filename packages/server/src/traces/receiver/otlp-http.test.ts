import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { AppError } from '@pawl/core'
import { afterEach, expect, test } from 'vitest'
import { decodePartial, decodeStatus } from './testing/decode-answer.ts'
import {
  exportOfSpan,
  jsonExport,
  logsExportOf,
  metricsExportOf,
  protobufExport,
  protobufField,
} from './testing/sample-exports.ts'
import { type ReceiverSettings, type StartedReceiver, startReceiver } from './testing/start-receiver.ts'

let receiver: StartedReceiver

afterEach(() => receiver.close())

async function start(settings?: ReceiverSettings): Promise<StartedReceiver> {
  receiver = await startReceiver(settings)
  return receiver
}

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Buffer
}

async function send(
  path: string,
  body: Uint8Array | string | undefined,
  { method = 'POST', ...headers }: Record<string, string> = {},
): Promise<Answer> {
  const init: RequestInit = { method, headers }
  if (body !== undefined) init.body = typeof body === 'string' ? Buffer.from(body) : new Uint8Array(body)
  const response = await fetch(`${receiver.httpUrl}${path}`, init)
  return { status: response.status, headers: response.headers, body: Buffer.from(await response.arrayBuffer()) }
}

const protobuf = { 'content-type': 'application/x-protobuf' }
const json = { 'content-type': 'application/json' }

test('a protobuf export is stored and answered in protobuf with partial_success unset', async () => {
  await start()
  const answer = await send('/v1/traces', protobufExport(2), protobuf)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('application/x-protobuf')
  expect(answer.body).toHaveLength(0)
  expect(receiver.ingest.spanNames).toEqual(['span 1', 'span 2'])
})

test('a JSON export is stored and answered with {}', async () => {
  await start()
  const answer = await send('/v1/traces', jsonExport(2), json)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('application/json')
  expect(answer.body.toString()).toBe('{}')
  expect(receiver.ingest.spanNames).toEqual(['span 1', 'span 2'])
})

test.each(['/v1/traces?x=1', '/api/public/otel/v1/traces'])('%s receives traces', async (path) => {
  await start()
  expect((await send(path, protobufExport(), protobuf)).status).toBe(200)
  expect(receiver.ingest.received).toMatchObject([{ signal: 'traces', project: 'default' }])
})

test.each(['/v1/logs', '/api/public/otel/v1/logs'])('%s receives logs', async (path) => {
  await start()
  expect((await send(path, logsExportOf('hello'), protobuf)).status).toBe(200)
  expect(receiver.ingest.received).toMatchObject([{ signal: 'logs', decoded: { itemCount: 1 } }])
})

test('an empty request is a success in both encodings', async () => {
  await start()
  expect((await send('/v1/traces', '', protobuf)).status).toBe(200)
  expect((await send('/v1/traces', '{}', json)).status).toBe(200)
})

test.each(['/v1/trace', '/v1/traces/x', '/', '/api/traces'])('%s is left to the router', async (path) => {
  await start()
  expect((await send(path, 'x', protobuf)).body.toString()).toBe('not the receiver')
})

test.each(['application/json; charset=utf-8', 'Application/JSON', ' application/json ;x=y'])(
  'the media type counts, not its parameters or case: %s',
  async (contentType) => {
    await start()
    const answer = await send('/v1/traces', jsonExport(), { 'content-type': contentType })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('application/json')
  },
)

test.each(['text/plain', 'application/protobuf', 'application/x-www-form-urlencoded', '', ';'])(
  'content type "%s" is refused with what would be right',
  async (contentType) => {
    await start()
    const answer = await send('/v1/traces', protobufExport(), { 'content-type': contentType })
    expect(answer.status).toBe(415)
    expect(JSON.parse(answer.body.toString())).toMatchObject({
      code: 3,
      message: expect.stringContaining('application/x-protobuf or application/json'),
    })
    expect(receiver.ingest.received).toHaveLength(0)
  },
)

test.each([
  ['gzip', gzipSync],
  ['x-gzip', gzipSync],
  ['GZIP', gzipSync],
  ['deflate', deflateSync],
  ['deflate', deflateRawSync],
  ['identity', (bytes: Uint8Array) => bytes],
] as const)('content encoding %s is unpacked', async (encoding, pack) => {
  await start()
  const answer = await send('/v1/traces', pack(protobufExport(3)), { ...protobuf, 'content-encoding': encoding })
  expect(answer.status).toBe(200)
  expect(receiver.ingest.spanNames).toEqual(['span 1', 'span 2', 'span 3'])
})

test.each(['br', 'zstd', 'gzip, gzip'])('content encoding %s is refused with what would be right', async (encoding) => {
  await start()
  const answer = await send('/v1/traces', protobufExport(), { ...protobuf, 'content-encoding': encoding })
  expect(answer.status).toBe(415)
  expect(answer.headers.get('accept-encoding')).toBe('gzip, deflate')
  expect(decodeStatus(answer.body).message).toContain('gzip')
})

test.each([
  ['not gzip', Buffer.from('not gzip')],
  ['a cut stream', gzipSync(protobufExport(50)).subarray(0, 60)],
  ['nothing', Buffer.alloc(0)],
])('damaged gzip is bad data: %s', async (_what, body) => {
  await start()
  const answer = await send('/v1/traces', body, { ...protobuf, 'content-encoding': 'gzip' })
  expect(answer.status).toBe(400)
  expect(decodeStatus(answer.body)).toMatchObject({ code: 3, message: expect.stringContaining('gzip') })
})

test.each(['GET', 'PUT', 'DELETE', 'PATCH', 'HEAD'])('%s is answered 405 with the allowed methods', async (method) => {
  await start()
  const answer = await send('/v1/traces', undefined, { method })
  expect(answer.status).toBe(405)
  expect(answer.headers.get('allow')).toBe('POST, OPTIONS')
})

test('bad data is a Status in the encoding of the request', async () => {
  await start()
  const inProtobuf = await send('/v1/traces', Buffer.from([0xff, 0xff, 0xff]), protobuf)
  expect(inProtobuf.status).toBe(400)
  expect(inProtobuf.headers.get('content-type')).toBe('application/x-protobuf')
  expect(decodeStatus(inProtobuf.body)).toMatchObject({ code: 3, message: expect.stringMatching(/\w+/) })
  const inJson = await send('/v1/traces', '{"resourceSpans":', json)
  expect(inJson.status).toBe(400)
  expect(inJson.headers.get('content-type')).toBe('application/json')
  expect(JSON.parse(inJson.body.toString())).toMatchObject({ code: 3, message: expect.stringMatching(/\w+/) })
})

test('some bad spans are a partial success, the others are stored', async () => {
  await start()
  const badSpan = protobufField(1, protobufField(2, protobufField(2, protobufField(1, Buffer.alloc(3)))))
  const answer = await send('/v1/traces', Buffer.concat([badSpan, exportOfSpan()]), protobuf)
  expect(answer.status).toBe(200)
  expect(decodePartial(answer.body)).toMatchObject({ rejected: 1, message: expect.stringMatching(/\w+/) })
  expect(receiver.ingest.received).toMatchObject([{ decoded: { itemCount: 1 } }])
  const inJson = await send('/v1/traces', '{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"01"}]}]}]}', json)
  expect(JSON.parse(inJson.body.toString())).toEqual({
    partialSuccess: { rejectedSpans: '1', errorMessage: expect.stringMatching(/\w+/) },
  })
})

test('metrics are checked and answered with a warning that they are not stored', async () => {
  await start()
  const answer = await send('/v1/metrics', metricsExportOf(3), protobuf)
  expect(answer.status).toBe(200)
  expect(decodePartial(answer.body)).toEqual({ rejected: 0, message: expect.stringContaining('3 data points') })
  const body = '{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"sum":{"dataPoints":[{},{}]}}]}]}]}'
  const inJson = await send('/v1/metrics', body, json)
  expect(JSON.parse(inJson.body.toString())).toEqual({
    partialSuccess: { rejectedDataPoints: '0', errorMessage: expect.stringContaining('2 data points') },
  })
  expect((await send('/v1/metrics', Buffer.from([0xff]), protobuf)).status).toBe(400)
  expect((await send('/v1/metrics', '{"resourceMetrics":3}', json)).status).toBe(400)
  expect((await send('/v1/metrics', Buffer.from([0x22, 0xff, 0x22]), json)).status).toBe(400)
  expect((await send('/v1/metrics', '', protobuf)).body).toHaveLength(0)
  expect(receiver.ingest.received).toHaveLength(0)
})

test('profiles are refused for good, saying where traces go', async () => {
  await start()
  const answer = await send('/v1development/profiles', 'x', protobuf)
  expect(answer.status).toBe(404)
  expect(decodeStatus(answer.body)).toMatchObject({ code: 5, message: expect.stringContaining('/v1/traces') })
})

test.each([
  ['too_many_requests', 429],
  ['store_unavailable', 503],
  ['disk_full', 503],
] as const)('%s of the store is a retryable failure with Retry-After', async (code, status) => {
  await start()
  receiver.ingest.before = () => Promise.reject(new AppError(code, 'Not now', { retryAfterS: 7 }))
  const answer = await send('/v1/traces', protobufExport(), protobuf)
  expect(answer.status).toBe(status)
  expect(answer.headers.get('retry-after')).toBe('7')
  expect(decodeStatus(answer.body)).toMatchObject({ code: 14, message: 'Not now.' })
})

test('every 429 and 503 has a Retry-After, also when the store names none', async () => {
  await start()
  for (const code of ['too_many_requests', 'store_unavailable', 'disk_full'] as const) {
    receiver.ingest.before = () => Promise.reject(new AppError(code, 'Not now'))
    const answer = await send('/v1/traces', protobufExport(), protobuf)
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  }
})

test('an unexpected error is logged and its text kept from the sender', async () => {
  await start()
  receiver.ingest.before = () => Promise.reject(new Error('the inner secret'))
  const answer = await send('/v1/traces', protobufExport(), protobuf)
  expect(answer.status).toBe(500)
  expect(answer.body.toString()).not.toContain('secret')
  expect(receiver.logLines.join()).toContain('the inner secret')
})

test('the project comes from the caller; unknown callers and those without the right are refused', async () => {
  await start({
    authenticate: async (headers) => {
      if (headers['x-api-key'] === undefined) throw new AppError('unauthenticated', 'A key is needed')
      return { project: 'shop', canIngest: headers['x-api-key'] === 'writer' }
    },
  })
  const without = await send('/v1/traces', protobufExport(), protobuf)
  expect(without.status).toBe(401)
  expect(without.headers.get('www-authenticate')).toContain('Bearer')
  expect(decodeStatus(without.body)).toMatchObject({ code: 16, message: 'A key is needed.' })
  const reader = await send('/v1/traces', protobufExport(), { ...protobuf, 'x-api-key': 'reader' })
  expect(reader.status).toBe(403)
  expect(decodeStatus(reader.body).code).toBe(7)
  expect((await send('/v1/traces', protobufExport(), { ...protobuf, 'x-api-key': 'writer' })).status).toBe(200)
  expect(receiver.ingest.received).toMatchObject([{ project: 'shop' }])
})

test('a request that the Host and Origin rules refuse goes no further', async () => {
  let authentications = 0
  await start({
    checkRequest: ({ headers }) =>
      headers.origin === 'https://evil.example' ? new AppError('forbidden', 'Another origin') : undefined,
    authenticate: async () => {
      authentications++
      return { project: 'default', canIngest: true }
    },
  })
  const answer = await send('/v1/traces', protobufExport(), { ...protobuf, origin: 'https://evil.example' })
  expect(answer.status).toBe(403)
  expect(decodeStatus(answer.body)).toMatchObject({ code: 7, message: 'Another origin.' })
  expect(authentications).toBe(0)
})

test('pages of configured origins may send, also through a preflight; others get no permission', async () => {
  await start({ corsOrigins: ['https://app.example'] })
  const preflight = { method: 'OPTIONS', 'access-control-request-method': 'POST' }
  const allowed = await send('/v1/traces', undefined, { ...preflight, origin: 'https://app.example' })
  expect(allowed.status).toBe(204)
  expect(allowed.headers.get('access-control-allow-origin')).toBe('https://app.example')
  expect(allowed.headers.get('access-control-allow-methods')).toContain('POST')
  expect(allowed.headers.get('access-control-allow-headers')).toContain('content-type')
  const sent = await send('/v1/traces', jsonExport(), { ...json, origin: 'https://app.example' })
  expect(sent.headers.get('access-control-allow-origin')).toBe('https://app.example')
  const failed = await send('/v1/traces', 'x', { ...json, origin: 'https://app.example' })
  expect(failed.headers.get('access-control-allow-origin')).toBe('https://app.example')
  const other = await send('/v1/traces', undefined, { ...preflight, origin: 'https://evil.example' })
  expect(other.headers.get('access-control-allow-origin')).toBeNull()
  expect(other.headers.get('allow')).toBe('POST, OPTIONS')
})
