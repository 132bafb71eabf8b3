import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createPawlClient, PawlError } from './index.ts'

interface Answer {
  readonly status: number
  readonly headers?: Record<string, string>
  readonly body?: unknown
  readonly delayMs?: number
}

interface Received {
  readonly url: string | undefined
  readonly headers: IncomingMessage['headers']
  readonly body: unknown
}

const accepted: Answer = { status: 201, body: { scores: [{ id: 'score-1' }] } }
const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'

/** A real HTTP server that gives the answers in turn, the last one again and again. */
async function listen(answers: readonly Answer[]) {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const text = Buffer.concat(chunks).toString()
    received.push({ url: request.url, headers: request.headers, body: text === '' ? undefined : JSON.parse(text) })
    const answer = answers[Math.min(received.length, answers.length) - 1] ?? accepted
    setTimeout(() => {
      response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers })
      response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body))
    }, answer.delayMs ?? 0)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const problem = (status: number, code: string): Answer => ({
  status,
  headers: { 'content-type': 'application/problem+json' },
  body: { type: 'about:blank', title: 'x', status, code, detail: 'The key is not known.', fix: 'Make one.' },
})

async function failureOf(call: Promise<unknown>): Promise<PawlError> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!PawlError.isInstance(error)) throw new Error(`expected a PawlError, got ${String(error)}`)
  return error
}

describe('recordFeedback', () => {
  it('records a score with the source "user" and returns its id', async () => {
    await using server = await listen([accepted])
    const pawl = createPawlClient({ baseUrl: `${server.baseUrl}/`, apiKey: 'pk_1', project: 'shop' })
    const id = await pawl.recordFeedback({ traceId, name: 'helpful', value: 1, explanation: '很有用' })
    expect(id).toBe('score-1')
    expect(server.received).toHaveLength(1)
    expect(server.received[0]?.url).toBe('/api/scores')
    expect(server.received[0]?.headers.authorization).toBe('Bearer pk_1')
    expect(server.received[0]?.headers['x-pawl-project']).toBe('shop')
    expect(server.received[0]?.body).toEqual({
      traceId,
      name: 'helpful',
      value: 1,
      explanation: '很有用',
      source: 'user',
    })
  })

  it.each([429, 503])('waits as long as Retry-After says after %d, then tries again', async (status) => {
    await using server = await listen([
      { ...problem(status, 'too_many_requests'), headers: { 'retry-after': '1' } },
      accepted,
    ])
    const startedAtMs = performance.now()
    const id = await createPawlClient({ baseUrl: server.baseUrl }).recordFeedback({
      sessionId: 's',
      name: 'n',
      label: 'good',
    })
    expect(id).toBe('score-1')
    expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(990)
    expect(server.received).toHaveLength(2)
  })

  it('gives up when the server stays busy, with the code and status of its answer', async () => {
    await using server = await listen([{ ...problem(503, 'store_unavailable'), headers: { 'retry-after': '0' } }])
    const pawl = createPawlClient({ baseUrl: server.baseUrl, maxRetries: 2 })
    const error = await failureOf(pawl.recordFeedback({ traceId, name: 'n', value: 0 }))
    expect(error).toMatchObject({ code: 'store_unavailable', status: 503 })
    expect(server.received).toHaveLength(3)
  })

  it('does not repeat a call that was refused, and says why it was', async () => {
    await using server = await listen([problem(401, 'unauthenticated')])
    const error = await failureOf(
      createPawlClient({ baseUrl: server.baseUrl }).recordFeedback({ traceId, name: 'n', value: 0 }),
    )
    expect(error).toMatchObject({
      message: 'The key is not known.',
      code: 'unauthenticated',
      status: 401,
      fix: 'Make one.',
    })
    expect(server.received).toHaveLength(1)
  })

  it('fails with "timeout" when no answer comes in time', async () => {
    await using server = await listen([{ ...accepted, delayMs: 2000 }])
    const pawl = createPawlClient({ baseUrl: server.baseUrl, timeoutMs: 50 })
    const error = await failureOf(pawl.recordFeedback({ traceId, name: 'n', value: 0 }))
    expect(error.code).toBe('timeout')
  })

  it('fails with "server_unreachable" where nothing listens', async () => {
    const server = await listen([])
    await server[Symbol.asyncDispose]()
    const error = await failureOf(
      createPawlClient({ baseUrl: server.baseUrl }).recordFeedback({ traceId, name: 'n', value: 0 }),
    )
    expect(error).toMatchObject({ code: 'server_unreachable', status: undefined })
  })

  it.each([
    { status: 200, body: '<html>' },
    { status: 404, body: '<html>' },
    { status: 200, body: { ok: true } },
  ])('fails with "not_pawl" when something else answers (%j)', async (answer) => {
    await using server = await listen([answer])
    const error = await failureOf(
      createPawlClient({ baseUrl: server.baseUrl }).recordFeedback({ traceId, name: 'n', value: 0 }),
    )
    expect(error.code).toBe('not_pawl')
  })
})
