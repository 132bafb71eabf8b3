import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeTracesJson, type MonitorPreview, readTranscriptLine, seededStream } from '@pawl/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningServer, startServer } from './start-server.ts'
import { type AirlineLine, hasAirline, readAirlineLines } from './testing/airline-dataset.ts'
import { ServerCalls } from './testing/gates-under-test.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const perDay = 50
/** In each of two environments; from the change on one of them gets what the agent fails at. */
const days = { before: 14, after: 6 }
const shareSolved = { usual: 0.9, worse: 0.45 }

const dataDir = mkdtempSync(join(tmpdir(), 'pawl-airline-monitor-'))
const endMs = Math.floor(Date.now() / hourMs) * hourMs
const startMs = endMs - (days.before + days.after) * dayMs
const changeMs = startMs + days.before * dayMs
let server: RunningServer
let api: ServerCalls

const monitor = {
  name: 'reward',
  metric: { measure: 'score_mean', scoreName: 'reward' },
  sliceBy: 'environment',
}

async function replay(): Promise<void> {
  const random = seededStream('airline')
  const lines = readAirlineLines()
  const pick = (isSolved: boolean): AirlineLine => {
    const fit = lines.filter(({ reward }) => (reward === 1) === isSolved)
    const line = fit[Math.floor(random() * fit.length)]
    if (line === undefined) throw new Error('there are solved and failed conversations')
    return line
  }
  const scores: object[] = []
  let groups: Parameters<typeof encodeTracesJson>[0][number][] = []
  const flush = async () => {
    await post('/v1/traces', encodeTracesJson(groups))
    groups = []
  }
  const count = (days.before + days.after) * perDay
  for (let index = 0; index < count; index++) {
    const atMs = Math.round(startMs + ((index + random()) * dayMs) / perDay)
    const environment = random() < 0.5 ? 'europe' : 'america'
    const isWorse = atMs >= changeMs && environment === 'europe'
    const line = pick(random() < (isWorse ? shareSolved.worse : shareSolved.usual))
    const {
      group,
      traceId,
      scores: own,
    } = readTranscriptLine(
      { ...line, id: `${line.id}-${index}` },
      {
        lineNumber: index + 1,
        fallbackStartTimeUnixNano: BigInt(atMs) * 1_000_000n,
        makeId: (seed, bytes) =>
          createHash('sha256')
            .update(seed)
            .digest('hex')
            .slice(0, bytes * 2),
      },
    )
    groups.push(inEnvironment(group, environment))
    scores.push(...own.map((score) => ({ ...score, traceId, source: 'code' })))
    if (groups.length === 50) await flush()
  }
  await flush()
  for (let from = 0; from < scores.length; from += 500)
    await post('/api/scores', JSON.stringify(scores.slice(from, from + 500)))
}

type Group = Parameters<typeof encodeTracesJson>[0][number]

const inEnvironment = (group: Group, environment: string): Group => ({
  ...group,
  resource: {
    ...group.resource,
    attributes: new Map([...group.resource.attributes, ['deployment.environment.name', environment]]),
  },
})

async function post(path: string, body: string): Promise<void> {
  const response = await fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
}

describe.skipIf(!hasAirline)(
  'conversations of an airline, fifty a day, of which one environment gets harder ones',
  () => {
    beforeAll(async () => {
      server = await startServer({ dataDir, port: '0', grpcPort: 'off', logLevel: 'error' })
      api = new ServerCalls(server.url)
      await replay()
    }, 120_000)
    afterAll(async () => {
      await server.close()
      rmSync(dataDir, { recursive: true, force: true })
    })

    it('are one alert, since when it is so, and of which environment', async () => {
      const preview = await api.call('POST', '/api/monitors/preview', { definition: monitor, days: 12 })
      const { chart, sentence } = preview as unknown as MonitorPreview
      const [alert] = chart.alerts
      expect(sentence).toBe('It would have opened 1 alert in the last 12 days.')
      expect(alert).toMatchObject({ direction: 'worse', slice: { key: 'environment', value: 'europe' } })
      const daysOff = Math.abs(Date.parse(alert?.changedAt ?? '') - changeMs) / dayMs
      expect(daysOff).toBeLessThan(1)
      expect(alert?.before?.value).toBeGreaterThan(0.8)
    }, 60_000)
  },
)
