import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Alert, alertListSchema, alertSchema, onlineEvaluationListSchema } from '@pawl/core'
import { afterAll, expect, it } from 'vitest'
import { openChdb, sql } from './platform/telemetry/index.ts'
import { ServerCalls } from './testing/gates-under-test.ts'
import { type ServerProcess, startServerProcess } from './testing/server-process.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'pawl-kill-watch-'))
/** Ids of what the channel was sent, with the event each was about. */
const told = new Map<string, string>()
const channel = createServer((request, response) => {
  let body = ''
  request.setEncoding('utf8').on('data', (chunk: string) => {
    body += chunk
  })
  request.on('end', () => {
    told.set(String(request.headers['webhook-id']), (JSON.parse(body) as { type: string }).type)
    response.end()
  })
})
let server: ServerProcess | undefined
afterAll(async () => {
  await server?.kill('SIGKILL')
  channel.closeAllConnections()
  channel.close()
  rmSync(dataDir, { recursive: true, force: true })
})

const minuteMs = 60_000
const patienceMs = 60_000
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function until(isDone: () => Promise<boolean>): Promise<void> {
  for (const endMs = performance.now() + patienceMs; !(await isDone()); await pause(50)) {
    if (performance.now() > endMs) throw new Error(`it did not come true in ${patienceMs / 1000} s: ${isDone}`)
  }
}

/** One trace each, so many minutes ago; every so manieth fails. */
function requests(count: number, of: { fromMinutesAgo: number; everyMinutes: number; failsEvery: number }) {
  const spans = Array.from({ length: count }, (_, index) => {
    const startNs =
      BigInt(Math.round(Date.now() - (of.fromMinutesAgo - index * of.everyMinutes) * minuteMs)) * 1_000_000n
    return {
      ...{ traceId: randomBytes(16).toString('hex'), spanId: randomBytes(8).toString('hex'), name: 'chat' },
      ...{ startTimeUnixNano: String(startNs), endTimeUnixNano: String(startNs + 5_000_000n) },
      status: { code: index % of.failsEvery === 0 ? 2 : 1 },
      attributes: [{ key: 'gen_ai.operation.name', value: { stringValue: 'chat' } }],
    }
  })
  return { resourceSpans: [{ scopeSpans: [{ spans }] }] }
}

async function restart(): Promise<ServerCalls> {
  await server?.kill('SIGKILL')
  server = await startServerProcess(dataDir, { PAWL_ALLOWED_PRIVATE_HOSTS: '127.0.0.1' })
  return new ServerCalls(server.url)
}

async function judgedBy(api: ServerCalls): Promise<number> {
  const { onlineEvaluations } = onlineEvaluationListSchema.parse(await api.call('GET', '/api/online-evaluations'))
  return Object.values(onlineEvaluations[0]?.judged ?? {}).reduce((sum, count) => sum + count, 0)
}

async function alertsOf(api: ServerCalls): Promise<Alert[]> {
  const { alerts } = alertListSchema.parse(await api.call('GET', '/api/alerts?state=all'))
  return await Promise.all(alerts.map(async ({ id }) => alertSchema.parse(await api.call('GET', `/api/alerts/${id}`))))
}

it('a server that is killed while it judges and watches loses no score and no alert, and doubles none', {
  timeout: 240_000,
}, async () => {
  await new Promise<void>((resolve) => channel.listen(0, '127.0.0.1', resolve))
  let api = await restart()
  const { port } = channel.address() as AddressInfo
  await api.call('POST', '/api/alert-channels', { name: 'ops', kind: 'webhook', url: `http://127.0.0.1:${port}/` })
  const past = requests(2_000, { fromMinutesAgo: 8_200, everyMinutes: 4, failsEvery: 40 })
  await api.call('POST', '/api/evaluators', {
    name: 'quick',
    definition: { kind: 'latency', maxMs: 1000 },
    examples: [],
  })
  await api.call('PUT', '/api/online-evaluations/quick', { evaluator: 'quick', delaySeconds: 0 })
  await api.call('POST', '/v1/traces', past)
  // Killed once some are judged, and others not.
  await until(async () => (await judgedBy(api)) > 0)
  api = await restart()

  await api.call('POST', '/api/monitors', { name: 'errors', metric: { measure: 'error_rate' } })
  await until(async () => (await api.call('POST', '/api/monitors/errors/look')).state === 'watching')
  await api.call('POST', '/v1/traces', requests(80, { fromMinutesAgo: 90, everyMinutes: 1, failsEvery: 3 }))
  // Killed while it finds out, then at once after it has, before anybody was told.
  const looking = api.ask('POST', '/api/monitors/errors/look').catch(() => undefined)
  await pause(60)
  api = await restart()
  await looking
  await until(async () => {
    await api.call('POST', '/api/monitors/errors/look')
    return (await alertsOf(api)).some(({ monitor }) => monitor === 'errors')
  })
  api = await restart()
  for (let round = 0; round < 2; round++) await api.call('POST', '/api/monitors/errors/look')
  // The monitor that a project has by itself may have found it, too.
  await until(async () => [...told.values()].length >= (await alertsOf(api)).length)

  const alerts = await alertsOf(api)
  expect(alerts.filter(({ monitor }) => monitor === 'errors')).toHaveLength(1)
  expect(new Set(alerts.map(({ monitor }) => monitor)).size).toBe(alerts.length)
  for (const { history } of alerts) expect(history.filter(({ event }) => event === 'opened')).toHaveLength(1)
  expect([...told.values()]).toEqual(alerts.map(() => 'alert.opened'))

  const traces = past.resourceSpans[0]?.scopeSpans[0]?.spans.length ?? 0
  await until(async () => (await judgedBy(api)) >= traces + 80)
  await server?.kill('SIGTERM')
  const store = await openChdb(join(dataDir, 'telemetry'))
  const [scores] = await store.query<{ scores: number; traces: number }>(
    sql`SELECT toUInt32(count()) AS scores, toUInt32(uniqExact(trace_id)) AS traces FROM scores FINAL WHERE name = 'quick'`,
    { kind: 'background' },
  )
  await store.close()
  expect(scores).toEqual({ scores: traces + 80, traces: traces + 80 })
})
