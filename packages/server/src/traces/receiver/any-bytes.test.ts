import { connect } from 'node:net'
import { deflateSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { logsExport, metricsExport, tracesExport } from './testing/grpc-client.ts'
import { connectRaw, framed, rawCall, rawStatus } from './testing/raw-grpc.ts'
import { jsonExport, logsExportOf, metricsExportOf, protobufExport } from './testing/sample-exports.ts'
import { type StartedReceiver, startReceiver } from './testing/start-receiver.ts'

const limitMs = 5_000
const largestGrowthBytes = 400 * 1024 ** 2
let receiver: StartedReceiver
let residentBefore = 0

beforeAll(async () => {
  receiver = await startReceiver({ budget: { idleMs: 1_000 } })
  receiver.ingest.keeps = false
  residentBefore = process.memoryUsage.rss()
})

afterAll(async () => {
  await receiver.close()
})

function within<Result>(work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${limitMs} ms`)), limitMs)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

async function expectHealthy(): Promise<void> {
  const response = await fetch(`${receiver.httpUrl}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-protobuf' },
    body: new Uint8Array(protobufExport()),
  })
  await response.arrayBuffer()
  expect(response.status).toBe(200)
  expect(receiver.budget.heldBytes).toBe(0)
  expect(process.memoryUsage.rss() - residentBefore).toBeLessThan(largestGrowthBytes)
  expect(receiver.logLines).toEqual([])
}

const genuine = fc.constantFrom<Uint8Array>(
  protobufExport(3, new Map([['k', ['a', new Map([['b', 1]])]]])),
  logsExportOf('hello'),
  metricsExportOf(3),
  Buffer.from(jsonExport(3)),
)

/** A genuine export in which some bytes are others, missing or twice there. */
const damaged = fc
  .tuple(genuine, fc.array(fc.tuple(fc.nat(), fc.nat(255), fc.nat(2)), { maxLength: 8 }))
  .map(([bytes, edits]) => {
    const changed = [...bytes]
    for (const [at, byte, kind] of edits) changed.splice(at % (changed.length + 1), kind === 0 ? 0 : 1, byte)
    return Uint8Array.from(changed)
  })

const hostileJson = fc
  .json({ maxDepth: 5 })
  .chain((json) =>
    fc.constantFrom(
      json,
      `{"resourceSpans":${json}}`,
      `{"resourceSpans":[{"scopeSpans":[{"spans":[${json}]}]}]}`,
      `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":${json}}]}]}]}`,
      `{"__proto__":${json},"constructor":${json}}`,
      `{"resourceMetrics":[{"scopeMetrics":[{"metrics":${json}}]}]}`,
    ),
  )

const plainBody = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  genuine,
  damaged,
  hostileJson.map((text) => Uint8Array.from(Buffer.from(text))),
)
const body = fc
  .tuple(plainBody, fc.constantFrom('none', 'none', 'gzip', 'deflate'))
  .map(([bytes, packing]) => (packing === 'none' ? bytes : packing === 'gzip' ? gzipSync(bytes) : deflateSync(bytes)))

const headerText = fc.string({ unit: fc.constantFrom(...'abz/;=", -*.()\t0'), maxLength: 20 })

test('over HTTP every path, content type, encoding and body is answered 200 or a right 4xx', async () => {
  const request = fc.record({
    path: fc.constantFrom(
      '/v1/traces',
      '/v1/logs',
      '/v1/metrics',
      '/v1development/profiles',
      '/api/public/otel/v1/traces',
      '/api/public/otel/v1/logs',
    ),
    contentType: fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom('application/x-protobuf', 'application/json; charset=utf-8') },
      { weight: 1, arbitrary: headerText },
    ),
    contentEncoding: fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom('identity', 'gzip', 'deflate') },
      { weight: 1, arbitrary: headerText },
    ),
    body,
  })
  const seen = new Set<number>()
  await fc.assert(
    fc.asyncProperty(request, async ({ path, contentType, contentEncoding, body: bytes }) => {
      const response = await within(
        fetch(`${receiver.httpUrl}${path}`, {
          method: 'POST',
          headers: { 'content-type': contentType, 'content-encoding': contentEncoding },
          body: new Uint8Array(bytes),
        }),
      )
      await within(response.arrayBuffer())
      seen.add(response.status)
      expect([200, 400, 404, 413, 415]).toContain(response.status)
    }),
    { numRuns: 1_000 },
  )
  expect([...seen].sort()).toEqual([200, 400, 404, 415])
  await expectHealthy()
})

test('over gRPC every path, encoding, flag and message is answered OK or as the fault of the sender', async () => {
  const call = fc.record({
    path: fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(tracesExport, logsExport, metricsExport) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary-ascii' }).map((text) => `/${encodeURI(text)}`) },
      { weight: 1, arbitrary: fc.constantFrom('/é', '/\u00ff/x') },
    ),
    encoding: fc.constantFrom('identity', 'gzip', 'deflate', 'br', ''),
    timeout: fc.constantFrom('10S', '10S', '10S', '', 'x', '-1S', '99999999H'),
    bytes: fc.oneof(
      { weight: 6, arbitrary: fc.tuple(body, fc.nat(2)).map(([message, flag]) => framed(message, flag)) },
      { weight: 1, arbitrary: body },
      { weight: 1, arbitrary: body.map((message) => Buffer.concat([framed(message), framed(message)])) },
      { weight: 1, arbitrary: body.map((message) => framed(message).subarray(0, -1)) },
    ),
  })
  const seen = new Set<number>()
  const session = connectRaw(receiver.grpcPort)
  await fc.assert(
    fc.asyncProperty(call, async ({ path, encoding, timeout, bytes }) => {
      const stream = rawCall(session, { ':path': path, 'grpc-encoding': encoding, 'grpc-timeout': timeout })
      stream.end(bytes)
      const status = await within(rawStatus(stream))
      seen.add(status)
      // OK, INVALID_ARGUMENT, RESOURCE_EXHAUSTED (an announced length over the limit), UNIMPLEMENTED
      expect([0, 3, 8, 12]).toContain(status)
    }),
    { numRuns: 1_000 },
  )
  session.close()
  expect([...seen]).toEqual(expect.arrayContaining([0, 3, 12]))
  await expectHealthy()
})

test('any bytes on a connection end without an error of the server, over HTTP in its close, and nobody else notices', async () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc
      .tuple(fc.constantFrom('POST /v1/traces HTTP/1.1\r\n', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), fc.uint8Array())
      .map(([head, rest]) => Buffer.concat([Buffer.from(head), rest])),
    headerText.map((text) =>
      Buffer.from(`POST /v1/traces HTTP/1.1\r\nhost: x\r\ncontent-length: ${text}\r\n${text}: ${text}\r\n\r\n${text}`),
    ),
  )
  await fc.assert(
    fc.asyncProperty(bytes, fc.boolean(), async (data, isGrpc) => {
      const answer = await within(
        new Promise<string>((resolve) => {
          const socket = connect(isGrpc ? receiver.grpcPort : receiver.httpPort, '127.0.0.1')
          let text = ''
          socket.on('data', (chunk) => {
            text += chunk.toString('latin1')
          })
          socket.on('error', () => undefined)
          socket.on('close', () => resolve(text))
          // Node leaves an HTTP/2 connection with a framing error open until its next keep-alive ping.
          if (isGrpc) socket.setTimeout(100, () => socket.destroy())
          socket.end(data)
        }),
      )
      expect(answer).not.toMatch(/^HTTP\/1\.1 5/)
    }),
    { numRuns: 300 },
  )
  await expectHealthy()
})
