import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeTracesJson } from '@pawl/core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RunningServer, startServer } from './start-server.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'pawl-stop-'))
let server: RunningServer
beforeAll(async () => {
  server = await startServer({ dataDir, port: 0, grpcPort: 'off', logLevel: 'error' })
}, 60_000)
afterAll(async () => {
  await server.close()
  rmSync(dataDir, { recursive: true, force: true })
})

const body = Buffer.from(encodeTracesJson([]))

/** An export whose body is sent up to its middle. */
async function startSlowExport(): Promise<{
  readonly request: ClientRequest
  readonly answer: Promise<IncomingMessage>
}> {
  const sent = request(`${server.url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': body.length },
  })
  const answer = once(sent, 'response').then(([response]) => response as IncomingMessage)
  await new Promise<void>((resolve) => sent.write(body.subarray(0, 3), () => resolve()))
  return { request: sent, answer }
}

const ask = async (path: string, init: RequestInit = {}) => {
  const response = await fetch(`${server.url}${path}`, init)
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  }
}

it('finishes what is under way when it stops, sends everything new elsewhere, and ends what would never end', async () => {
  expect(await ask('/healthz')).toMatchObject({ status: 200, body: { status: 'ok' } })
  expect(await ask('/readyz')).toMatchObject({ status: 200, body: { ready: true, state: 'ready', reasons: [] } })
  const slow = await startSlowExport()
  const events = (await fetch(`${server.url}/api/traces/tail`)).body?.getReader()
  await events?.read()

  const closing = server.close()
  expect(await ask('/healthz')).toMatchObject({ status: 200 })
  expect(await ask('/readyz')).toMatchObject({
    status: 503,
    body: { ready: false, state: 'stopping', reasons: ['it is stopping'] },
  })
  const refused = await ask('/api/status')
  expect(refused).toMatchObject({
    status: 503,
    body: { code: 'stopping', fix: expect.stringContaining('another server') },
  })
  expect(refused.headers.get('connection')).toBe('close')
  expect(refused.headers.get('retry-after')).toBe('2')
  expect(refused.body.requestId).toBe(refused.headers.get('x-request-id'))
  const late = await fetch(`${server.url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: body.toString(),
  })
  expect([late.status, late.headers.get('connection'), late.headers.get('retry-after')]).toEqual([503, 'close', '2'])
  while ((await events?.read())?.done === false);

  slow.request.end(body.subarray(3))
  expect((await slow.answer).statusCode).toBe(200)
  await closing
  await expect(fetch(`${server.url}/healthz`)).rejects.toThrow()
})
