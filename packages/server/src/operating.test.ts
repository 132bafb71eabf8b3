import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeTracesJson } from '@pawl/core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RunningServer, startServer } from './start-server.ts'
import { buildSpan, tracesBody } from './traces/testing/span-builder.ts'

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

it('leaves the page of metrics, which has the same address as its own, to browsers', async () => {
  const response = await fetch(`${server.url}/metrics`, { headers: { accept: 'text/html,application/xhtml+xml' } })
  expect(await response.text()).not.toContain('# TYPE')
})

it('tells Prometheus how it is, by the names that OpenTelemetry gives', async () => {
  await fetch(`${server.url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(tracesBody(buildSpan())),
  })
  await ask('/api/traces')
  const response = await fetch(`${server.url}/metrics`)
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  const text = await response.text()
  for (const line of text.trimEnd().split('\n')) {
    expect(line).toMatch(
      /^(# (HELP|TYPE) [a-z0-9_]+ .+|[a-z0-9_]+(\{[a-z0-9_]+="[^"]*"(,[a-z0-9_]+="[^"]*")*\})? [-+.e0-9]+)$/i,
    )
  }
  const figure = (series: string) =>
    Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${series} `))
        ?.split(' ')[1],
    )
  expect(figure('pawl_ingest_spans_total{outcome="accepted"}')).toBe(1)
  expect(figure('pawl_ingest_ack_duration_seconds_count{signal="traces"}')).toBe(1)
  expect(
    figure(
      'http_server_request_duration_seconds_count{http_request_method="GET",http_route="/api/traces",http_response_status_code="200"}',
    ),
  ).toBe(1)
  expect(figure('process_memory_usage_bytes')).toBeGreaterThan(1e7)
  expect(figure('pawl_ingest_queue_size_bytes')).toBe(0)
  expect(figure('pawl_alerts_open')).toBe(0)
  for (const name of [
    'db_client_operation_duration_seconds_bucket',
    'pawl_job_duration_seconds_count',
    'nodejs_eventloop_delay_p99_seconds',
  ]) {
    expect(text).toContain(name)
  }
})

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
