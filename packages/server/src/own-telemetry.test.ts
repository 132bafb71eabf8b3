import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { countMetricsProtobuf, decodeTracesProtobuf, encodeTracesJson } from '@pawl/core'
import { afterAll, expect, it } from 'vitest'
import { startServerProcess } from './testing/server-process.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'pawl-own-'))
const received: { readonly path: string; readonly key: string | undefined; readonly body: Buffer }[] = []
const collector = createServer((request: IncomingMessage, response) => {
  void buffer(request).then((body) => {
    received.push({ path: request.url ?? '', key: request.headers['x-key'] as string | undefined, body })
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end()
  })
})
afterAll(() => {
  collector.closeAllConnections()
  collector.close()
  rmSync(dataDir, { recursive: true, force: true })
})

it('tells of its own requests and statements by OTLP, and neither of what it takes in nor of any content', {
  timeout: 60_000,
}, async () => {
  collector.listen(0, '127.0.0.1')
  await once(collector, 'listening')
  const server = await startServerProcess(dataDir, {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-key=collector-key',
    OTEL_SERVICE_NAME: 'pawl-under-test',
  })
  await fetch(`${server.url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: encodeTracesJson([]),
  })
  expect((await fetch(`${server.url}/api/traces?q=whispered&limit=5`)).status).toBe(200)
  expect((await fetch(`${server.url}/api/prompts/unheard-of`)).status).toBe(404)
  await server.kill('SIGTERM')

  const bodies = (path: string) => received.filter((each) => each.path === path).map(({ body }) => body)
  expect(received.every(({ key }) => key === 'collector-key')).toBe(true)
  expect(bodies('/v1/metrics').reduce((sum, body) => sum + countMetricsProtobuf(body), 0)).toBeGreaterThan(20)
  const groups = bodies('/v1/traces').flatMap((body) => [...decodeTracesProtobuf(body).groups])
  expect(groups.map(({ resource }) => resource.attributes.get('service.name'))).toContain('pawl-under-test')
  const spans = groups.flatMap((group) => [...group.items])
  const list = spans.find(({ name }) => name === 'GET /api/traces')
  expect(list?.attributes.get('http.response.status_code')).toBe(200)
  const statements = spans.filter(
    ({ parentSpanId, traceId }) => parentSpanId === list?.spanId && traceId === list?.traceId,
  )
  expect(statements.map(({ name }) => name)).toContain('query interactive')
  expect(spans.map(({ name }) => name)).toContain('GET /api/prompts/:name')
  expect(spans.filter(({ name }) => name.includes('/v1/') || name.includes('ingest'))).toEqual([])
  const everything = received.map(({ body }) => body.toString('latin1')).join('\n')
  for (const content of ['whispered', 'unheard-of', 'SELECT']) expect(everything).not.toContain(content)
})
