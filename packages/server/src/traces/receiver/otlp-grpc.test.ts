import { once } from 'node:events'
import { type ClientHttp2Session, type ClientHttp2Stream, constants } from 'node:http2'
import { deflateSync, gzipSync } from 'node:zlib'
import { status as grpc } from '@grpc/grpc-js'
import { AppError } from '@pawl/core'
import { afterEach, expect, test } from 'vitest'
import { createLogger } from '../../platform/log/index.ts'
import { startOtlpGrpc } from './otlp-grpc.ts'
import { decodePartial, decodeStatus, fieldsOf } from './testing/decode-answer.ts'
import { ExportClient, logsExport, metricsExport } from './testing/grpc-client.ts'
import { peakGrowthMb } from './testing/peak-memory.ts'
import { eventually } from './testing/raw-connection.ts'
import { connectRaw, framed, rawCall, rawStatus } from './testing/raw-grpc.ts'
import {
  exportOfSpan,
  logsExportOf,
  metricsExportOf,
  protobufExport,
  protobufField,
  zipBomb,
} from './testing/sample-exports.ts'
import { type ReceiverSettings, type StartedReceiver, startReceiver } from './testing/start-receiver.ts'

const mebibyte = 1024 ** 2
let receiver: StartedReceiver
const clients: ExportClient[] = []
const sessions: ClientHttp2Session[] = []

afterEach(async () => {
  for (const client of clients.splice(0)) client.close()
  for (const session of sessions.splice(0)) session.destroy()
  await receiver.close()
})

async function start(settings?: ReceiverSettings): Promise<ExportClient> {
  receiver = await startReceiver(settings)
  return open()
}

function open(compression?: 'deflate' | 'gzip'): ExportClient {
  const client = new ExportClient(receiver.grpcPort, compression)
  clients.push(client)
  return client
}

function openRaw(headers: Record<string, string> = {}): ClientHttp2Stream {
  const session = connectRaw(receiver.grpcPort)
  sessions.push(session)
  return rawCall(session, headers)
}

test('traces and logs are stored and answered with partial_success unset', async () => {
  const client = await start()
  const traces = await client.export(protobufExport(2))
  expect(traces.status.code).toBe(grpc.OK)
  expect(traces.body).toHaveLength(0)
  const logs = await client.export(logsExportOf('hello'), { path: logsExport })
  expect(logs.status.code).toBe(grpc.OK)
  expect(receiver.ingest.received).toMatchObject([
    { signal: 'traces', encoding: 'protobuf', project: 'default', decoded: { itemCount: 2 } },
    { signal: 'logs', decoded: { itemCount: 1 } },
  ])
})

test('an empty message is a success, and messages of every size arrive whole', async () => {
  const client = await start()
  expect((await client.export(Buffer.alloc(0))).status.code).toBe(grpc.OK)
  for (const size of [1, 100, 5_000, 20_000, 3 * mebibyte]) {
    const name = 'x'.repeat(size)
    const answer = await client.export(exportOfSpan(protobufField(5, Buffer.from(name))))
    expect(answer.status.code).toBe(grpc.OK)
    expect(receiver.ingest.spanNames.at(-1) === name).toBe(true)
  }
})

test.each(['gzip', 'deflate'] as const)('%s messages are unpacked', async (compression) => {
  await start()
  expect((await open(compression).export(protobufExport(100))).status.code).toBe(grpc.OK)
  expect(receiver.ingest.spanNames).toHaveLength(100)
})

test('metrics get a warning, bad spans a partial success', async () => {
  const client = await start()
  const metrics = await client.export(metricsExportOf(3), { path: metricsExport })
  expect(decodePartial(metrics.body ?? Buffer.alloc(0))).toEqual({
    rejected: 0,
    message: expect.stringContaining('3 data points'),
  })
  const badSpan = protobufField(1, protobufField(2, protobufField(2, protobufField(1, Buffer.alloc(3)))))
  const traces = await client.export(Buffer.concat([badSpan, exportOfSpan()]))
  expect(decodePartial(traces.body ?? Buffer.alloc(0))).toMatchObject({ rejected: 1 })
})

test('bad data is INVALID_ARGUMENT and says what was wrong', async () => {
  const client = await start()
  const { status } = await client.export(Buffer.from([0xff, 0xff]))
  expect(status.code).toBe(grpc.INVALID_ARGUMENT)
  expect(status.details).toMatch(/protobuf/)
  expect(status.metadata.get('grpc-status-details-bin')).toEqual([])
})

test('damaged gzip is bad data, an unknown compression too, never an error of the server', async () => {
  await start()
  const send = (headers: Record<string, string>, frame: Buffer): Promise<number> => {
    const stream = openRaw(headers)
    stream.end(frame)
    return rawStatus(stream)
  }
  const cut = gzipSync(protobufExport(50)).subarray(0, 60)
  expect(await send({ 'grpc-encoding': 'gzip' }, framed(Buffer.from('no gzip'), 1))).toBe(grpc.INVALID_ARGUMENT)
  expect(await send({ 'grpc-encoding': 'gzip' }, framed(cut, 1))).toBe(grpc.INVALID_ARGUMENT)
  expect(await send({ 'grpc-encoding': 'snappy' }, framed(cut, 1))).toBe(grpc.INVALID_ARGUMENT)
  expect(await send({}, framed(gzipSync(protobufExport()), 1))).toBe(grpc.INVALID_ARGUMENT)
  expect(await send({ 'grpc-timeout': 'soon' }, framed(protobufExport()))).toBe(grpc.INVALID_ARGUMENT)
  expect(await send({ 'grpc-encoding': 'gzip' }, framed(protobufExport()))).toBe(grpc.OK)
  expect(await send({ 'grpc-encoding': 'deflate' }, framed(deflateSync(protobufExport()), 1))).toBe(grpc.OK)
})

test.each([
  ['too_many_requests', 7],
  ['store_unavailable', 7],
  ['disk_full', 7],
] as const)('%s of the store is UNAVAILABLE with a RetryInfo', async (code, retryAfterS) => {
  const client = await start()
  receiver.ingest.before = () => Promise.reject(new AppError(code, 'Not now', { retryAfterS }))
  const { status } = await client.export(protobufExport())
  expect(status.code).toBe(grpc.UNAVAILABLE)
  const [details] = status.metadata.get('grpc-status-details-bin') as Buffer[]
  const rpcStatus = decodeStatus(details ?? Buffer.alloc(0))
  expect(rpcStatus).toMatchObject({ code: grpc.UNAVAILABLE, message: 'Not now.' })
  const [[, typeUrl], [, retryInfo]] = fieldsOf(rpcStatus.details[0] as Buffer) as [[number, Buffer], [number, Buffer]]
  expect(typeUrl.toString()).toBe('type.googleapis.com/google.rpc.RetryInfo')
  const [[, delay]] = fieldsOf(retryInfo) as [[number, Buffer]]
  expect(fieldsOf(delay)).toEqual([[1, retryAfterS]])
})

test('a too large message is RESOURCE_EXHAUSTED without a RetryInfo, packed or not', async () => {
  const client = await start()
  for (const answer of [
    await client.export(Buffer.alloc(65 * mebibyte)),
    await open('gzip').export(Buffer.alloc(65 * mebibyte)),
  ]) {
    expect(answer.status.code).toBe(grpc.RESOURCE_EXHAUSTED)
    expect(answer.status.metadata.get('grpc-status-details-bin')).toEqual([])
  }
  expect(await eventually(() => receiver.budget.heldBytes === 0)).toBe(true)
  expect((await client.export(protobufExport())).status.code).toBe(grpc.OK)
})

test('thirty zip bombs at once stay within the budget', async () => {
  await start()
  const bomb = framed(zipBomb(), 1)
  let statuses: number[] = []
  const growth = await peakGrowthMb(async () => {
    const streams = Array.from({ length: 30 }, () => openRaw({ 'grpc-encoding': 'gzip' }))
    for (const stream of streams) stream.end(bomb)
    statuses = await Promise.all(streams.map(rawStatus))
  })
  expect(statuses.every((status) => status === grpc.RESOURCE_EXHAUSTED || status === grpc.UNAVAILABLE)).toBe(true)
  expect(statuses).toContain(grpc.RESOURCE_EXHAUSTED)
  expect(growth).toBeLessThan(700)
  expect(await eventually(() => receiver.budget.heldBytes === 0)).toBe(true)
})

test('the project comes from the key in the metadata; others are refused before their message is read', async () => {
  const client = await start({
    authenticate: async (headers) => {
      const key = headers.authorization ?? headers['x-api-key']
      if (key === undefined) throw new AppError('unauthenticated', 'A key is needed')
      return { project: String(headers['x-pawl-project'] ?? 'shop'), canIngest: !key.includes('reader') }
    },
  })
  expect((await client.export(protobufExport())).status).toMatchObject({
    code: grpc.UNAUTHENTICATED,
    details: 'A key is needed.',
  })
  const reader = await client.export(protobufExport(), { headers: { authorization: 'Bearer reader' } })
  expect(reader.status.code).toBe(grpc.PERMISSION_DENIED)
  await client.export(protobufExport(), { headers: { authorization: 'Bearer writer' } })
  await client.export(protobufExport(), { headers: { 'x-api-key': 'writer', 'x-pawl-project': 'other' } })
  expect(receiver.ingest.received.map(({ project }) => project)).toEqual(['shop', 'other'])
  const unread = openRaw()
  unread.write(framed(Buffer.alloc(mebibyte)).subarray(0, 500_000))
  expect(await rawStatus(unread)).toBe(grpc.UNAUTHENTICATED)
  expect(receiver.budget.heldBytes).toBe(0)
})

test('an unexpected error is INTERNAL, logged, and its text kept from the sender', async () => {
  const client = await start()
  receiver.ingest.before = () => Promise.reject(new Error('the inner secret'))
  const { status } = await client.export(protobufExport())
  expect(status.code).toBe(grpc.INTERNAL)
  expect(status.details).not.toContain('secret')
  expect(receiver.logLines.join()).toContain('the inner secret')
})

test('other services and methods are UNIMPLEMENTED', async () => {
  const client = await start()
  const path = '/opentelemetry.proto.collector.profiles.v1development.ProfilesService/Export'
  expect((await client.export(protobufExport(), { path })).status.code).toBe(grpc.UNIMPLEMENTED)
})

test('a call that stands still is ended, and a hundred of them do not stop others', async () => {
  const client = await start({ budget: { idleMs: 400 } })
  const stalled = Array.from({ length: 100 }, (_, i) => {
    const stream = openRaw()
    if (i % 2 === 0) stream.write(framed(Buffer.alloc(1000)).subarray(0, 20))
    return { status: rawStatus(stream), closed: once(stream, 'close') }
  })
  for (let i = 0; i < 10; i++) expect((await client.export(protobufExport())).status.code).toBe(grpc.OK)
  const statuses = await Promise.all(stalled.map(({ status }) => status))
  expect(new Set(statuses)).toEqual(new Set([grpc.DEADLINE_EXCEEDED]))
  // The senders did not end their streams: the receiver did.
  await Promise.all(stalled.map(({ closed }) => closed))
  expect(await eventually(() => receiver.budget.heldBytes === 0)).toBe(true)
})

test('a message that is sent but never ended is ended by the receiver', async () => {
  await start({ budget: { idleMs: 200 } })
  const stream = openRaw()
  stream.write(framed(protobufExport()))
  expect(await rawStatus(stream)).toBe(grpc.DEADLINE_EXCEEDED)
})

test('a client that cancels frees its memory at once', async () => {
  await start()
  const stream = openRaw()
  stream.write(framed(Buffer.alloc(10 * mebibyte)).subarray(0, 2 * mebibyte))
  expect(await eventually(() => receiver.budget.heldBytes > 2 * mebibyte)).toBe(true)
  stream.close(constants.NGHTTP2_CANCEL)
  expect(await eventually(() => receiver.budget.heldBytes === 0, 1_000)).toBe(true)
  expect(receiver.ingest.received).toHaveLength(0)
})

test('a full budget is UNAVAILABLE, and calls go on when it has room', async () => {
  const client = await start({ budget: { capacityBytes: 300_000 } })
  let finish: () => void = () => undefined
  receiver.ingest.before = () => {
    receiver.ingest.before = () => Promise.resolve()
    return new Promise((resolve) => {
      finish = resolve
    })
  }
  const first = client.export(protobufField(15, Buffer.alloc(140_000)))
  expect(await eventually(() => receiver.budget.heldBytes > 280_000)).toBe(true)
  expect((await client.export(protobufField(15, Buffer.alloc(20_000)))).status.code).toBe(grpc.UNAVAILABLE)
  finish()
  expect((await first).status.code).toBe(grpc.OK)
  expect((await client.export(protobufField(15, Buffer.alloc(20_000)))).status.code).toBe(grpc.OK)
})

test('many calls on one connection are answered each with its own', async () => {
  const client = await start()
  const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => client.export(protobufExport(i % 7))))
  expect(answers.every(({ status }) => status.code === grpc.OK)).toBe(true)
  expect(receiver.ingest.received).toHaveLength(200)
})

test('closing waits for the calls that run', async () => {
  const client = await start()
  let isStored = false
  receiver.ingest.before = () =>
    new Promise((resolve) => setTimeout(resolve, 200)).then(() => {
      isStored = true
    })
  const answer = client.export(protobufExport())
  await new Promise((resolve) => setTimeout(resolve, 100))
  await receiver.close()
  expect(isStored).toBe(true)
  expect((await answer).status.code).toBe(grpc.OK)
  receiver = await startReceiver()
})

test('a port in use is one clear error', async () => {
  await start()
  const { ingest, budget, grpcPort } = receiver
  const second = startOtlpGrpc({
    host: '127.0.0.1',
    port: grpcPort,
    ingest,
    budget,
    authenticate: async () => ({ project: 'default', canIngest: true }),
    maxMessageBytes: mebibyte,
    log: createLogger({ level: 'error', write: () => undefined }),
  })
  await expect(second).rejects.toMatchObject({
    code: 'bad_configuration',
    message: expect.stringContaining('EADDRINUSE'),
  })
})
