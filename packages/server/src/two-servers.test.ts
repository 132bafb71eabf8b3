import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OtlpSpan } from '@pawl/core'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { controlEngines } from './platform/control/testing/index.ts'
import { openClickHouse, sql, type TelemetryStore } from './platform/telemetry/index.ts'
import { bridgedCluster, type HttpBridge, startHttpBridge } from './platform/telemetry/testing/http-bridge.ts'
import { CountingModel, promptsOf, questionsOf, ServerCalls } from './testing/gates-under-test.ts'
import { type ServerProcess, startServerProcess } from './testing/server-process.ts'
import { buildSpan, spanIdOf, traceIdOf, tracesBody } from './traces/testing/span-builder.ts'

const [postgres] = controlEngines.filter(({ name }) => name !== 'PGlite')
const directory = mkdtempSync(join(tmpdir(), 'pawl-two-'))
const rowCount = 12
const concurrency = 2

/** Answers its first message never, and the others at once. */
const arrivedMs: number[] = []
const receiver = createServer((request, response) => {
  request.resume()
  if (arrivedMs.push(Date.now()) > 1) response.end()
})

let bridge: HttpBridge
let telemetry: TelemetryStore
let model: CountingModel
let postgresUrl = ''
const processes: ServerProcess[] = []

async function start(): Promise<ServerCalls> {
  const process = await startServerProcess(join(directory, `server-${processes.length}`), {
    PAWL_POSTGRES_URL: postgresUrl,
    PAWL_CLICKHOUSE_URL: bridge.url,
    PAWL_CLICKHOUSE_CLUSTER: bridgedCluster,
    PAWL_SECRET_KEY: 'the-same-for-all-of-them',
    PAWL_ALLOWED_PRIVATE_HOSTS: '127.0.0.1',
  })
  processes.push(process)
  return new ServerCalls(process.url)
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function send(server: ServerCalls, ...spans: readonly OtlpSpan[]): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${server.url}/v1/traces`, { method: 'POST', headers, body: tracesBody(...spans) })
  expect(response.status).toBe(200)
}

beforeAll(async () => {
  if (postgres === undefined || postgres.skipped !== null) return
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  await postgres.start()
  postgresUrl = (await postgres.newPlace()).postgresUrl ?? ''
  bridge = await startHttpBridge(join(directory, 'telemetry'), { isCluster: true })
  telemetry = openClickHouse(bridge.url, bridgedCluster)
  model = await CountingModel.start()
}, 60_000)

afterAll(async () => {
  await Promise.all(processes.map((process) => process.kill('SIGKILL')))
  receiver.closeAllConnections()
  receiver.close()
  await telemetry?.close()
  await bridge?.[Symbol.asyncDispose]()
  await model?.[Symbol.asyncDispose]()
  await postgres?.stop()
  rmSync(directory, { recursive: true, force: true })
})

// Its tests follow each other: what one began the next goes on with.
describe.skipIf(postgres?.skipped !== null)(`servers on one ${postgres?.name} and one telemetry store`, () => {
  let b: ServerCalls
  let c: ServerCalls
  let killedMs = 0
  let ending: ReturnType<ServerCalls['endOf']>
  const release = promptsOf('support')

  it('show on one what another does, which is then killed', { timeout: 120_000 }, async () => {
    const a = await start()
    await a.addProvider(model.baseUrl)
    await a.addEvaluator()
    await a.addDataset('one-row', { questions: questionsOf('small', 1) })
    await a.addDataset('rows', { questions: questionsOf('row', rowCount) })
    await a.addPrompt('greeting', { versions: ['v0'], datasets: ['one-row'] })
    await a.addPrompt('support', { versions: ['v1'], datasets: ['rows'] })
    const { port } = receiver.address() as AddressInfo
    await a.call('POST', '/api/webhooks', { url: `http://127.0.0.1:${port}/`, events: ['gate.finished'] })
    // Of the gate's calls twenty are answered; the others wait until its server is gone.
    let asked = 0
    let goOn: () => void = () => undefined
    const isKilled = new Promise<void>((resolve) => {
      goOn = resolve
    })
    model.behavior = async ({ version }): Promise<'right'> => {
      if (version === 'v1' && ++asked > 20) await isKilled
      return 'right'
    }
    const { id } = await a.startGate({ release, concurrency })
    b = await start()
    ending = b.endOf(id)
    await expect.poll(async () => (await b.gate(id)).trials).toBeGreaterThan(16)
    await a.decide({ release: promptsOf('greeting') })
    await expect.poll(() => arrivedMs).toHaveLength(1)
    expect((await b.gate(id)).status).toBe('running')
    await processes[0]?.kill('SIGKILL')
    killedMs = Date.now()
    goOn()
  })

  it('come to one summary of a trace whose spans they are sent at the same moment', { timeout: 120_000 }, async () => {
    c = await start()
    const traces = Array.from({ length: 20 }, (_, trace) =>
      Array.from({ length: 6 }, (_, span) => {
        const [traceId, spanId] = [traceIdOf(trace + 1), spanIdOf(trace * 10 + span + 1)]
        return buildSpan({ traceId, spanId, parentSpanId: span === 0 ? '' : spanIdOf(trace * 10 + 1) })
      }),
    )
    await Promise.all(
      [b, c].map((server, at) => send(server, ...traces.flatMap((spans) => spans.filter((_, n) => n % 2 === at)))),
    )
    for (const server of [b, c]) {
      const { spans } = await server.call('GET', `/api/traces/${traceIdOf(7)}`)
      expect(spans).toHaveLength(6)
    }
    const counts = async (server: ServerCalls) =>
      ((await server.call('GET', '/api/traces?limit=50')).traces as { spanCount: number }[]).map((row) => row.spanCount)
    for (const server of [b, c]) {
      await expect.poll(() => counts(server), { timeout: 60_000, interval: 1000 }).toEqual(traces.map(() => 6))
    }
  })

  it('judge what comes in once, whichever took it in', { timeout: 120_000 }, async () => {
    await b.call('PUT', '/api/online-evaluations/right', { evaluator: 'right', delaySeconds: 0 })
    const numbers = Array.from({ length: 10 }, (_, index) => 1000 + index)
    for (const number of numbers) {
      const attributes = { 'gen_ai.operation.name': 'chat', 'gen_ai.output.messages': 'yes' }
      const [traceId, spanId] = [traceIdOf(number), spanIdOf(number)]
      await send(number % 2 === 0 ? b : c, buildSpan({ traceId, spanId, attributes }))
    }
    const ids = numbers.map(traceIdOf)
    const scores = () =>
      telemetry.query(
        sql`SELECT count() AS written, uniqExact(trace_id) AS traces FROM scores WHERE trace_id IN ${ids}`,
        { kind: 'interactive' },
      )
    await expect.poll(scores, { timeout: 60_000, interval: 500 }).toEqual([{ written: 10, traces: 10 }])
    // Two rounds more.
    await pause(4_500)
    expect(await scores()).toEqual([{ written: 10, traces: 10 }])
  })

  it('go on with what the killed one was in the middle of, and repeat nothing that had ended', {
    timeout: 120_000,
  }, async () => {
    const gate = await ending
    const endedMs = Date.now()
    expect(gate).toMatchObject({ status: 'decided', verdict: 'pass', decision: { starts: 1 } })
    expect(gate.decision.rows.map(({ passed }) => passed)).toEqual(Array.from({ length: rowCount }, () => 6))
    const asked = model.asked.filter(({ version }) => version === 'v1').length
    // What was on its way, or ended in the moment before the kill.
    expect(asked - gate.trials).toBeLessThanOrEqual(2 * concurrency)
    expect(endedMs - killedMs).toBeLessThan(90_000)
    // Its message to the receiver that never answered: the job is told from a living one's within half a minute.
    await expect.poll(() => arrivedMs.length, { timeout: 60_000 }).toBeGreaterThanOrEqual(2)
    expect((arrivedMs[1] ?? 0) - killedMs).toBeLessThan(60_000)
    expect(await c.call('GET', `/api/gates/${gate.id}/verify`)).toEqual({ isValid: true, problems: [] })
  })

  it('run what is due each minute once over all of them', { timeout: 60_000 }, async () => {
    const client = new pg.Client({ connectionString: postgresUrl })
    await client.connect()
    const { rows } =
      await client.query(`select name, count(*)::int as jobs, count(distinct singleton_on)::int as periods
      from pgboss.job where singleton_on is not null group by name`)
    await client.end()
    expect(rows.length).toBeGreaterThan(3)
    for (const { name, jobs, periods } of rows) expect(jobs, name).toBe(periods)
  })
})
