import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OutgoingRules, openOutgoingCalls, type SentCall } from './outgoing-calls.ts'
import { isPrivateAddress } from './private-addresses.ts'
import { timedOut } from './whole-answer.ts'

const server = createServer((request, response) => {
  if (request.url === '/away') response.writeHead(302, { location: 'http://169.254.169.254/' }).end()
  else if (request.url === '/none') response.writeHead(204).end()
  else if (request.url === '/long') response.end('x'.repeat(100_000))
  else if (request.url === '/cut') {
    response.writeHead(200, { 'content-length': '100' })
    response.write('half', () => response.destroy())
  } else if (request.url === '/silence') response.flushHeaders()
  else {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => response.setHeader('set-cookie', ['a=1', 'b=2']).end(`${request.method} ${body}`))
  }
})
let port = 0

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

async function call(url: string, rules: Partial<OutgoingRules> = {}, init?: RequestInit) {
  const calls = openOutgoingCalls({ allowedPrivateHosts: [], ...rules })
  try {
    const response = await calls.fetch(url, init)
    return { status: response.status, headers: response.headers, text: await response.text() }
  } finally {
    calls.close()
  }
}

const loopback = { allowsLoopback: true }

describe('which addresses are private', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.31.255.255',
    '192.168.0.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '::',
    '::1',
    'fe80::1%eth0',
    'fd00::1',
    '::ffff:127.0.0.1',
    '::ffff:a00:1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    'not an address',
  ])('%s is', (address) => {
    expect(isPrivateAddress(address)).toBe(true)
  })

  it.each(['1.1.1.1', '172.32.0.1', '8.8.8.8', '2606:4700::1111', '::ffff:1.1.1.1'])('%s is not', (address) => {
    expect(isPrivateAddress(address)).toBe(false)
  })

  it('an IPv4 address is as private in its mapped form as alone', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(isPrivateAddress(`::ffff:${address}`)).toBe(isPrivateAddress(address))
      }),
    )
  })
})

describe('an outgoing call', () => {
  it('is refused at private addresses, with how to allow it', async () => {
    for (const host of [
      '127.0.0.1',
      '[::1]',
      'localhost',
      '169.254.169.254',
      '[::ffff:7f00:1]',
      '0x7f000001',
      '2130706433',
    ]) {
      await expect(call(`http://${host}:${port}/`), host).rejects.toMatchObject({
        code: 'bad_request',
        fix: expect.stringContaining('PAWL_ALLOWED_PRIVATE_HOSTS'),
      })
    }
  })

  it('may go to loopback where that is allowed, and nowhere else that is private', async () => {
    expect(await call(`http://127.0.0.1:${port}/`, loopback)).toMatchObject({ status: 200, text: 'GET ' })
    expect(await call(`http://localhost:${port}/`, loopback)).toMatchObject({ status: 200 })
    await expect(call('http://10.0.0.1/', loopback)).rejects.toMatchObject({ code: 'bad_request' })
  })

  it('may go to private hosts that are named, by name, address or range', async () => {
    for (const name of ['LOCALHOST', '127.0.0.1', '127.0.0.0/8']) {
      const result = await call(`http://localhost:${port}/`, { allowedPrivateHosts: ['models.internal', name, '::1'] })
      expect(result.status, name).toBe(200)
    }
  })

  it('sends what it is given and gives back status, headers and body', async () => {
    const result = await call(`http://127.0.0.1:${port}/`, loopback, { method: 'POST', body: 'Grüße' })
    expect(result.text).toBe('POST Grüße')
    expect(result.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
    expect(await call(`http://127.0.0.1:${port}/none`, loopback)).toMatchObject({ status: 204, text: '' })
  })

  it('follows no redirect', async () => {
    expect((await call(`http://127.0.0.1:${port}/away`, loopback)).status).toBe(302)
  })

  it('fails where the answer is cut off or too long', async () => {
    await expect(call(`http://127.0.0.1:${port}/cut`, loopback)).rejects.toMatchObject({ code: 'ECONNRESET' })
    const short = { ...loopback, maxAnswerBytes: 99_999 }
    await expect(call(`http://127.0.0.1:${port}/long`, short)).rejects.toMatchObject({ code: 'ANSWER_TOO_LONG' })
    await expect(call('http://127.0.0.1:1/', loopback)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })

  it('ends when it is cancelled, before the answer and within it', async () => {
    const silent = call(`http://127.0.0.1:${port}/silence`, loopback, { signal: AbortSignal.timeout(50) })
    await expect(silent).rejects.toThrow()
    await expect(call(`http://127.0.0.1:${port}/`, loopback, { signal: AbortSignal.abort() })).rejects.toThrow()
  })

  it('ends while its body is read, however often memory was cleaned up since', async () => {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    const calls = openOutgoingCalls({ allowedPrivateHosts: [], ...loopback })
    const controller = new AbortController()
    const response = await calls.fetch(`http://127.0.0.1:${port}/silence`, { signal: controller.signal })
    const reading = response.text().then(
      () => 'read',
      () => 'ended',
    )
    for (let round = 0; round < 5; round++) {
      await new Promise((resolve) => setTimeout(resolve, 10))
      collect()
    }
    controller.abort()
    const late = new Promise((resolve) => setTimeout(() => resolve('still reading'), 1000))
    expect(await Promise.race([reading, late])).toBe('ended')
    calls.close()
  })
})

describe('a call for a whole answer', () => {
  const plain = { method: 'GET', headers: {}, body: null, signal: new AbortController().signal, timeoutMs: 5_000 }
  const send = async (path: string, init: Partial<SentCall> = {}, rules: Partial<OutgoingRules> = {}) => {
    const calls = openOutgoingCalls({ allowedPrivateHosts: [], ...loopback, ...rules })
    try {
      return await calls.send({ url: `http://127.0.0.1:${port}${path}`, ...plain, ...init })
    } finally {
      calls.close()
    }
  }

  it('sends what it is given and gives back status, headers and body', async () => {
    const answer = await send('/', { method: 'PUT', body: 'Grüße' })
    expect(answer).toMatchObject({ status: 200, text: 'PUT Grüße', headers: { 'set-cookie': 'a=1, b=2' } })
    expect(await send('/none')).toMatchObject({ status: 204, text: '' })
    expect((await send('/away')).status).toBe(302)
  })

  it('fails where the address is private, the answer is cut off or too long, or nobody is there', async () => {
    await expect(send('/', {}, { allowsLoopback: false })).rejects.toMatchObject({ code: 'bad_request' })
    await expect(send('/cut')).rejects.toMatchObject({ code: 'ECONNRESET' })
    await expect(send('/long', {}, { maxAnswerBytes: 99_999 })).rejects.toMatchObject({ code: 'ANSWER_TOO_LONG' })
    await expect(send('', { url: 'http://127.0.0.1:1/' })).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })

  it('ends when its time is up or it is cancelled, before the answer and within it', async () => {
    await expect(send('/silence', { timeoutMs: 30 })).rejects.toMatchObject({ code: timedOut })
    const controller = new AbortController()
    const pending = send('/silence', { signal: controller.signal })
    controller.abort(new Error('no longer wanted'))
    await expect(pending).rejects.toThrow('no longer wanted')
    await expect(send('/', { signal: controller.signal })).rejects.toThrow('no longer wanted')
  })
})
