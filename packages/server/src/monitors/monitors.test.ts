import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RunningServer, startServer } from '../start-server.ts'
import { ServerCalls } from '../testing/gates-under-test.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'pawl-monitors-'))
let server: RunningServer
let api: ServerCalls
beforeAll(async () => {
  server = await startServer({ dataDir, port: '0', grpcPort: 'off', logLevel: 'error' })
  api = new ServerCalls(server.url)
})
afterAll(async () => {
  await server.close()
  rmSync(dataDir, { recursive: true, force: true })
})

const errors = { name: 'errors', metric: { measure: 'error_rate' }, sliceBy: 'model' }

it('keeps a monitor under its name, fills in what was left out, and says what it has seen', async () => {
  const made = await api.ask('POST', '/api/monitors', errors)
  expect(made.status).toBe(201)
  expect(made.body).toMatchObject({
    definition: { name: 'errors', rule: { kind: 'shift', falseAlarmDays: 365 }, isEnabled: true },
    ...{ origin: 'person', state: 'learning', unit: 'share', openAlerts: [] },
  })
  expect((await api.ask('POST', '/api/monitors', errors)).body).toMatchObject({ code: 'conflict' })
  const { body } = await api.ask('GET', '/api/monitors/errors')
  expect(body).toEqual(made.body)
})

it('changes, mutes, and deletes one', async () => {
  const changed = { ...errors, name: 'slow', metric: { measure: 'latency_ms', quantile: 0.95 } }
  const put = await api.ask('PUT', '/api/monitors/slow?origin=file', changed)
  expect(put.body).toMatchObject({ origin: 'file', unit: 'ms', definition: { metric: { quantile: 0.95 } } })
  // Of nothing there is no quantile to measure against.
  expect((await api.ask('POST', '/api/monitors/slow/look')).body).toMatchObject({ state: 'learning', reference: null })
  const until = new Date(Date.now() + 3_600_000).toISOString()
  const muted = await api.ask('POST', '/api/monitors/slow/mute', { until, reason: 'a load test' })
  expect(muted.body).toMatchObject({ mute: { until, reason: 'a load test' } })
  expect((await api.ask('DELETE', '/api/monitors/slow/mute')).body).toMatchObject({ mute: null })
  const past = await api.ask('POST', '/api/monitors/slow/mute', { until: '2020-01-01T00:00:00Z' })
  expect(past).toMatchObject({ status: 400, body: { where: 'until' } })
  expect((await api.ask('DELETE', '/api/monitors/slow')).status).toBe(204)
  expect(await api.ask('GET', '/api/monitors/slow')).toMatchObject({ status: 404 })
})

it('refuses what cannot be watched, and says what is missing', async () => {
  const refused = async (definition: object) =>
    (await api.ask('POST', '/api/monitors', { name: 'x', ...definition })).body
  expect(await refused({ metric: { measure: 'score_mean' } })).toMatchObject({ where: 'definition.metric.scoreName' })
  expect(await refused({ metric: { measure: 'response_model' } })).toMatchObject({ where: 'definition.rule.kind' })
  expect(await refused({ metric: { measure: 'error_rate' }, rule: { kind: 'threshold' } })).toMatchObject({
    where: 'definition.rule',
  })
  expect(await api.ask('PUT', '/api/monitors/other', errors)).toMatchObject({ status: 400, body: { where: 'name' } })
  expect(await api.ask('PUT', '/api/monitors/errors?orgin=file', errors)).toMatchObject({ status: 400 })
})

const minuteMs = 60_000

/** One request each, so many minutes ago. */
async function send(
  requests: readonly { readonly minutesAgo: number; readonly isError: boolean; readonly model: string }[],
) {
  const spans = requests.map(({ minutesAgo, isError, model }) => {
    const startNs = BigInt(Math.round(Date.now() - minutesAgo * minuteMs)) * 1_000_000n
    return {
      traceId: randomBytes(16).toString('hex'),
      spanId: randomBytes(8).toString('hex'),
      name: 'chat',
      startTimeUnixNano: String(startNs),
      endTimeUnixNano: String(startNs + 5_000_000n),
      status: { code: isError ? 2 : 1 },
      attributes: [
        { key: 'gen_ai.operation.name', value: { stringValue: 'chat' } },
        { key: 'gen_ai.response.model', value: { stringValue: model } },
      ],
    }
  })
  await api.call('POST', '/v1/traces', { resourceSpans: [{ scopeSpans: [{ spans }] }] })
}

it('watches: learns what is usual, opens one alert when it moves, and begins anew when a person settles it', async () => {
  const model = (index: number) => (index % 2 === 0 ? 'small' : 'large')
  const past = Array.from({ length: 1_500 }, (_, index) => ({
    ...{ minutesAgo: 200 + 4 * index, isError: index % 40 === 0, model: model(index) },
  }))
  await send(past)
  await api.call('POST', '/api/monitors', { name: 'live', metric: { measure: 'error_rate' } })
  const learned = await api.call('POST', '/api/monitors/live/look')
  expect(learned).toMatchObject({ state: 'watching', problem: null, openAlerts: [] })
  const { usual } = learned.reference as { usual: { value: number } }
  expect(usual.value).toBeCloseTo(1 / 40, 2)

  const now = Array.from({ length: 80 }, (_, index) => ({
    ...{ minutesAgo: 90 - index, isError: index % 3 === 0, model: model(index) },
  }))
  await send(now)
  for (let round = 0; round < 2; round++) await api.call('POST', '/api/monitors/live/look')
  const alerting = await api.call('GET', '/api/monitors/live')
  expect(alerting).toMatchObject({ state: 'alerting', evidence: 1 })
  const [alert, ...others] = alerting.openAlerts as { id: string; changedAt: string; direction: string }[]
  expect(others).toEqual([])
  expect(alert?.direction).toBe('worse')
  const minutesAgo = (Date.now() - Date.parse(alert?.changedAt ?? '')) / minuteMs
  expect(Math.abs(minutesAgo - 90)).toBeLessThan(20)

  const chart = await api.call('GET', '/api/monitors/live/chart')
  expect((chart.alerts as object[]).length).toBe(1)
  const points = chart.points as { usualHigh: number | null; value: number | null }[]
  expect(points.some(({ value, usualHigh }) => value !== null && usualHigh !== null && value > usualHigh)).toBe(true)

  await api.call('POST', `/api/alerts/${alert?.id}/resolve`, { note: 'a test' })
  expect(await api.call('POST', '/api/monitors/live/look')).toMatchObject({ state: 'watching', openAlerts: [] })
})
