import { seriesAnswerSchema } from '@pawl/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TelemetryStore } from '../platform/telemetry/index.ts'
import { createMetricRoutes } from './metrics.routes.ts'
import { plainSpan } from './testing/plain-rows.ts'
import { routesUnderTest } from './testing/routes-under-test.ts'
import { insertSpanRows } from './testing/stored-rows.ts'
import { openTemporaryTelemetry } from './testing/temporary-telemetry.ts'

const noonMs = Date.UTC(2026, 4, 14, 12)
let store: TelemetryStore & AsyncDisposable
beforeAll(async () => {
  store = await openTemporaryTelemetry()
  const at = (number: number, model: string) => ({
    ...plainSpan,
    traceId: number.toString(16).padStart(32, '0'),
    startNs: BigInt(noonMs + number) * 1_000_000n,
    model,
    kind: number === 3 ? 'tool' : 'llm',
  })
  const spans = [at(1, 'small'), at(2, 'large'), at(3, 'large')]
  await insertSpanRows(store, spans, { project: 'mine', version: 1n })
  await insertSpanRows(store, [at(4, 'large')], { project: 'theirs', version: 1n })
})
afterAll(async () => {
  await store[Symbol.asyncDispose]()
})

const get = async (query: string) => {
  const deps = { telemetry: store, now: () => new Date(noonMs + 3_600_000) }
  const routes = routesUnderTest('mine', (requireCaller) =>
    createMetricRoutes({ ...deps, requireCaller, listChanges: () => Promise.resolve([]) }),
  )
  return await routes.request(`/api/metrics/series?${query}`)
}
const day = 'from=2026-05-14T00:00:00Z&to=2026-05-15T00:00:00%2B00:00'

describe('GET /api/metrics/series', () => {
  it("answers with the caller's project, several measures and filters by repeated keys", async () => {
    const response = await get(`${day}&of=spans&measure=count&measure=error_rate&model=small&model=large&kind=llm`)
    expect(response.status).toBe(200)
    const answer = seriesAnswerSchema.parse(await response.json())
    expect(answer.bucketMs).toBe(600_000)
    expect(answer.buckets).toHaveLength(144)
    expect(answer.series.map((one) => [one.measure, one.overall])).toEqual([
      ['count', 2],
      ['error_rate', 0],
    ])
    expect(answer.series[0]?.points.filter((point) => point !== 0)).toEqual([2])
  })

  it('counts by default, in groups where asked', async () => {
    const answer = seriesAnswerSchema.parse(await (await get(`${day}&of=spans&groupBy=model`)).json())
    expect(answer.series.map((one) => [one.group, one.overall])).toEqual([
      ['large', 2],
      ['small', 1],
    ])
  })

  it.each([
    ['measure=speed', 'query.measure.0'],
    ['timeZone=Mars/Olympus', 'query.timeZone'],
    ['from=yesterday', 'query.from'],
    ['from=2026-05-15T00:00:00Z&to=2026-05-14T00:00:00Z', 'query.to'],
    ['mesure=count', 'query.mesure'],
  ])('answers 400 to %s and says where', async (query, where) => {
    const response = await get(query)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: 'bad_request', where })
  })
})
