import { gzipSync } from 'node:zlib'
import { afterEach, expect, test } from 'vitest'
import { decodePartial, decodeStatus } from './testing/decode-answer.ts'
import { peakGrowthMb } from './testing/peak-memory.ts'
import { eventually, postHead, RawConnection } from './testing/raw-connection.ts'
import {
  exportOfSpan,
  logsExportOf,
  nestedArrays,
  protobufExport,
  protobufField,
  spanAttribute,
  zipBomb,
} from './testing/sample-exports.ts'
import { type ReceiverSettings, type StartedReceiver, startReceiver } from './testing/start-receiver.ts'

const mebibyte = 1024 ** 2
let receiver: StartedReceiver
const connections: RawConnection[] = []

afterEach(async () => {
  for (const connection of connections.splice(0)) connection.socket.destroy()
  await receiver.close()
})

async function start(settings?: ReceiverSettings): Promise<StartedReceiver> {
  receiver = await startReceiver(settings)
  return receiver
}

function open(): RawConnection {
  const connection = new RawConnection(receiver.httpPort)
  connections.push(connection)
  return connection
}

async function post(body: Uint8Array, headers: Record<string, string> = {}, path = '/v1/traces') {
  const response = await fetch(`${receiver.httpUrl}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-protobuf', ...headers },
    body: new Uint8Array(body),
  })
  return { status: response.status, headers: response.headers, body: Buffer.from(await response.arrayBuffer()) }
}

const gzip = { 'content-encoding': 'gzip' }

test('a 65 MiB body is 413, told before it is read, and the client gets the answer', async () => {
  await start()
  const answer = await post(Buffer.alloc(65 * mebibyte))
  expect(answer.status).toBe(413)
  expect(decodeStatus(answer.body)).toMatchObject({ code: 8, message: expect.stringContaining('smaller batch') })
  expect(receiver.budget.heldBytes).toBe(0)
})

test('a body of unknown length is 413 as soon as it passes the limit', async () => {
  await start({ maxBodyBytes: mebibyte })
  const connection = open()
  connection.write(postHead({ 'transfer-encoding': 'chunked' }))
  const chunk = Buffer.concat([Buffer.from('40000\r\n'), Buffer.alloc(0x40000), Buffer.from('\r\n')])
  for (let i = 0; i < 5; i++) connection.write(chunk)
  expect(await connection.status()).toBe(413)
  expect(receiver.budget.heldBytes).toBe(0)
})

test('a body of exactly the limit is read', async () => {
  await start({ maxBodyBytes: mebibyte })
  // An unknown field (15) that fills the message to the byte.
  const padding = protobufField(15, Buffer.alloc(mebibyte - 4))
  expect(padding).toHaveLength(mebibyte)
  expect((await post(padding)).status).toBe(200)
  expect((await post(gzipSync(padding), gzip)).status).toBe(200)
  expect((await post(protobufField(15, Buffer.alloc(mebibyte - 3)))).status).toBe(413)
  expect((await post(gzipSync(protobufField(15, Buffer.alloc(mebibyte - 3))), gzip)).status).toBe(413)
})

test('a zip bomb is 413 and stops at the limit, ten at once within the budget', async () => {
  await start()
  const bomb = zipBomb()
  let statuses: number[] = []
  const growth = await peakGrowthMb(async () => {
    statuses = (await Promise.all(Array.from({ length: 10 }, () => post(bomb, gzip)))).map(({ status }) => status)
  })
  expect(statuses.every((status) => status === 413 || status === 429)).toBe(true)
  expect(statuses).toContain(413)
  // 256 MiB of budget, doubling buffers, and what the client of this same process holds; unbounded it would be 10 GiB.
  expect(growth).toBeLessThan(700)
  expect(receiver.budget.heldBytes).toBe(0)
})

test('the connection stays open after a small refusal and closes after a large one', async () => {
  await start({ maxBodyBytes: 100 })
  const small = open()
  small.write(postHead({ 'content-length': 200 }) + 'x'.repeat(200))
  small.write(postHead({ 'content-length': 0 }))
  expect(await eventually(() => small.text.includes(' 413 ') && small.text.includes(' 200 '))).toBe(true)
  const large = open()
  large.write(postHead({ 'content-length': 5 * mebibyte }))
  expect(await large.status()).toBe(413)
  expect(large.text).toMatch(/^connection: close/im)
  large.write(Buffer.alloc(5 * mebibyte))
  await large.closed
})

test('a client that reads no answer before it has sent everything still gets it', async () => {
  await start({ maxBodyBytes: 1000 })
  const connection = open()
  connection.socket.pause()
  connection.write(postHead({ 'content-length': 20 * mebibyte }))
  for (let i = 0; i < 20; i++) {
    await new Promise((resolve) => connection.socket.write(Buffer.alloc(mebibyte), resolve))
  }
  connection.socket.resume()
  expect(await connection.status()).toBe(413)
})

test('a body that stands still is 408 and its connection is closed', async () => {
  await start({ budget: { idleMs: 100 } })
  const silent = open()
  silent.write(postHead({ 'content-length': 1000 }))
  const stalled = open()
  stalled.write(`${postHead({ 'content-length': 1000 })}some bytes`)
  for (const connection of [silent, stalled]) {
    expect(await connection.status()).toBe(408)
    await connection.closed
  }
  expect(receiver.budget.heldBytes).toBe(0)
})

test('a body that trickles for ever is 408 in the end', async () => {
  await start({ budget: { idleMs: 1_000, totalMs: 300 } })
  const connection = open()
  connection.write(postHead({ 'content-length': 1_000_000 }))
  const trickle = setInterval(() => connection.write('x'), 20)
  expect(await connection.status()).toBe(408)
  clearInterval(trickle)
})

test('a hundred half-open connections do not stop others', async () => {
  await start()
  for (let i = 0; i < 100; i++) {
    const connection = open()
    if (i % 3 === 0) connection.write('POST /v1/tra')
    else if (i % 3 === 1) connection.write(postHead({ 'content-length': 60 * mebibyte }))
    else connection.write(`${postHead({ 'transfer-encoding': 'chunked' })}10\r\nabc`)
  }
  for (let i = 0; i < 20; i++) expect((await post(protobufExport())).status).toBe(200)
})

test('slow senders that fill the budget give way to a quick one', async () => {
  await start({ budget: { capacityBytes: mebibyte, slowWindowMs: 100, slowBytes: 1024 } })
  const slow = [open(), open()]
  for (const connection of slow) {
    connection.write(postHead({ 'content-length': 500_000 }))
    connection.write(Buffer.alloc(400_000))
    expect(await eventually(() => receiver.budget.heldBytes >= 400_000 * (slow.indexOf(connection) + 1))).toBe(true)
  }
  const tooSoon = await post(Buffer.alloc(600_000))
  expect(tooSoon.status).toBe(429)
  expect(tooSoon.headers.get('retry-after')).toBe('1')
  await new Promise((resolve) => setTimeout(resolve, 250))
  expect((await post(protobufField(15, Buffer.alloc(600_000)))).status).toBe(200)
  expect(await Promise.race(slow.map((connection) => connection.status()))).toBe(429)
})

test('when the bodies in work fill the budget, a further one is 429 before it is read', async () => {
  await start({ budget: { capacityBytes: 500_000 } })
  let finish: () => void = () => undefined
  receiver.ingest.before = () =>
    new Promise((resolve) => {
      finish = resolve
    })
  const first = post(protobufField(15, Buffer.alloc(400_000)))
  expect(await eventually(() => receiver.budget.heldBytes >= 400_000)).toBe(true)
  const second = open()
  second.write(postHead({ 'content-length': 400_000 }))
  expect(await second.status()).toBe(429)
  finish()
  expect((await first).status).toBe(200)
  expect(await eventually(() => receiver.budget.heldBytes === 0)).toBe(true)
})

test('a client that goes away frees its memory at once', async () => {
  await start()
  const connection = open()
  connection.write(postHead({ 'content-length': 10 * mebibyte }))
  connection.write(Buffer.alloc(5 * mebibyte))
  expect(await eventually(() => receiver.budget.heldBytes >= 5 * mebibyte)).toBe(true)
  connection.socket.destroy()
  expect(await eventually(() => receiver.budget.heldBytes === 0, 1_000)).toBe(true)
  expect(receiver.ingest.received).toHaveLength(0)
})

test('a body in one-byte chunks holds no more memory than its bytes', async () => {
  await start()
  const content = protobufField(15, Buffer.alloc(500_000))
  const chunked = Buffer.alloc(content.length * 6)
  for (let i = 0; i < content.length; i++) {
    chunked.write('1\r\n', i * 6, 'latin1')
    chunked[i * 6 + 3] = content[i] as number
    chunked.write('\r\n', i * 6 + 4, 'latin1')
  }
  const connection = open()
  connection.write(postHead({ 'transfer-encoding': 'chunked' }))
  connection.write(chunked.subarray(0, chunked.length))
  expect(await eventually(() => receiver.budget.heldBytes > 400_000, 20_000)).toBe(true)
  expect(receiver.budget.heldBytes).toBeLessThan(1_100_000)
})

test.each<[string, Buffer, string]>([
  ['100 levels of nesting', exportOfSpan(spanAttribute(Buffer.from('deep'), nestedArrays(100))), '/v1/traces'],
  ['100,000 levels of nesting', exportOfSpan(spanAttribute(Buffer.from('deep'), nestedArrays(100_000))), '/v1/traces'],
  [
    'a million attributes',
    exportOfSpan(
      Buffer.concat(Array.from({ length: 1_000_000 }, (_, i) => spanAttribute(Buffer.from(`k${i}`), Buffer.alloc(0)))),
    ),
    '/v1/traces',
  ],
  ['a logs export sent to /v1/traces', logsExportOf('hello'), '/v1/traces'],
  ['a traces export sent to /v1/logs', Buffer.from(protobufExport(3)), '/v1/logs'],
  ['NUL bytes', Buffer.alloc(1000), '/v1/traces'],
  ['NUL in a key', exportOfSpan(spanAttribute(Buffer.from('a\0b'), protobufField(1, Buffer.from('\0')))), '/v1/traces'],
  [
    'bad UTF-8',
    exportOfSpan(spanAttribute(Buffer.from('k'), protobufField(1, Buffer.from([0xff, 0xfe])))),
    '/v1/traces',
  ],
  ['__proto__ keys', exportOfSpan(spanAttribute(Buffer.from('__proto__'), protobufField(1))), '/v1/traces'],
])('%s: answered at once with 200 or a 4xx, and the next export is stored', async (_what, body, path) => {
  await start()
  const answer = await post(body, {}, path)
  expect([200, 400, 413]).toContain(answer.status)
  if (answer.status === 200) decodePartial(answer.body)
  else expect(decodeStatus(answer.body).message).not.toBe('')
  expect((await post(protobufExport())).status).toBe(200)
  expect(receiver.ingest.spanNames).toContain('span 1')
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
})

test('JSON with 100,000 levels of nesting, __proto__ keys and bad UTF-8 is answered, too', async () => {
  await start()
  const attribute = (value: string): string =>
    `{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"${'1'.repeat(32)}","spanId":"${'1'.repeat(16)}","attributes":[{"key":"k","value":${value}}]}]}]}]}`
  const deep = `${'{"arrayValue":{"values":['.repeat(100_000)}${']}}'.repeat(100_000)}`
  const json = { 'content-type': 'application/json' }
  expect((await post(Buffer.from(attribute(deep)), json)).status).toBe(400)
  expect((await post(Buffer.from('{"__proto__":{"polluted":1},"resourceSpans":[]}'), json)).status).toBe(200)
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  expect((await post(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), json)).status).toBe(400)
})
