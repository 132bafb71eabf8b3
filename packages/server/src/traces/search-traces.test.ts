import { type SearchSide, traceListQuerySchema } from '@pawl/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql, type TelemetryStore } from '../platform/telemetry/index.ts'
import { listTraces } from './list-traces.ts'
import { countFacets } from './store/facets.ts'
import {
  flushTraces,
  nowMs,
  plain,
  scoreColumns,
  seconds,
  spanColumns,
  startNs,
  traceIdOf,
} from './testing/sent-traces.ts'
import { insertRows } from './testing/stored-rows.ts'
import { mergeOnce, openUnmergedTelemetry } from './testing/temporary-telemetry.ts'

let telemetry: TelemetryStore & AsyncDisposable

beforeAll(async () => {
  telemetry = await openUnmergedTelemetry()
})
afterAll(() => telemetry[Symbol.asyncDispose]())

const deps = () => ({ telemetry, now: () => new Date(nowMs) })
const flush = (project: string, step: Parameters<typeof flushTraces>[2]) => flushTraces(telemetry, project, step)

describe('a condition on scores', () => {
  const project = 'scored'
  beforeAll(async () => {
    const sent = [1, 2].map((id) => ({ ...plain, id }))
    await flush(project, { before: new Map(), sent, version: 1 })
    const row = [project, 's1', traceIdOf(1), 'ragas:faith', 0.4, 'good: enough', 'span', 'pass', 'llm', 2, 0]
    await insertRows(telemetry, {
      table: 'scores',
      columns: [...scoreColumns.slice(0, 5), 'label', ...scoreColumns.slice(5)],
      rows: [row],
    })
  })

  it.each([
    ['ragas:faith', true],
    ['ragas:faith>=0.4', true],
    ['ragas:faith = 0.4', true],
    ['ragas:faith<0.4', false],
    ['ragas:faith>-1e3', true],
    ['ragas:faith:pass', true],
    ['ragas:faith:fail', false],
    ['ragas:faith:good: enough', true],
    ['ragas', false],
    ['other>0', false],
    ['*', true],
    ['*:pass', true],
    ['*:fail', false],
    ['*>=0.4', true],
  ])('%s', async (score, isFound) => {
    const { traces } = await listTraces(deps(), project, traceListQuerySchema.parse({ score }))
    expect(traces.map((trace) => trace.traceId)).toEqual(isFound ? [traceIdOf(1)] : [])
  })
})

describe('failed scores', () => {
  const project = 'failed'
  beforeAll(async () => {
    const sent = [1, 2, 3].map((id) => ({ ...plain, id }))
    await flush(project, { before: new Map(), sent, version: 1 })
    const rows = [
      ['s1', 1, 'helpful', 'fail'],
      ['s2', 2, 'helpful', 'fail'],
      ['s3', 2, 'helpful', 'pass'],
      ['s4', 2, 'polite', 'fail'],
      ['s5', 3, 'polite', 'pass'],
    ].map(([id, trace, name, outcome]) => [
      project,
      id,
      traceIdOf(Number(trace)),
      name,
      0,
      'trace',
      outcome,
      'llm',
      2,
      0,
    ])
    await insertRows(telemetry, { table: 'scores', columns: scoreColumns, rows })
  })

  it('of any name, or of one, narrow a list', async () => {
    for (const [score, ids] of [
      ['*:fail', [1, 2]],
      ['polite:fail', [2]],
    ] as const) {
      const { traces } = await listTraces(deps(), project, traceListQuerySchema.parse({ score, sort: 'start' }))
      expect(traces.map((trace) => trace.traceId)).toEqual(ids.map(traceIdOf))
    }
  })

  it('are counted by trace, as conditions to filter by, whatever scores are asked for', async () => {
    const filter = traceListQuerySchema.parse({ score: 'polite:fail' })
    expect(await countFacets(telemetry, { project, filter, facets: ['score', 'failedScore'] })).toEqual({
      score: [
        { value: 'helpful', count: 2 },
        { value: 'polite', count: 2 },
      ],
      failedScore: [
        { value: '*:fail', count: 2 },
        { value: 'helpful:fail', count: 2 },
        { value: 'polite:fail', count: 1 },
      ],
    })
  })
})

describe('a search over inputs and outputs', () => {
  const texts = [
    'Refund of 40 EUR; the refund-policy allows 14 days',
    '退款政策 explained',
    '款退 reversed',
    'order abc-123 for user@example.com',
    'refunds are refundable',
  ]
  const project = 'searched'
  beforeAll(async () => {
    const sent = texts.map((text, index) => ({ ...plain, id: index, hoursAgo: index, texts: [text] }))
    await flush(project, { before: new Map(), sent, version: 1 })
  })

  it.each([
    ['refund', [0]],
    ['REFUND days', [0]],
    ['refund explained', []],
    ['退款', [1]],
    ['款', [1, 2]],
    ['refund-policy', [0]],
    ['policy-refund', []],
    ['"policy allows"', [0]],
    ['"allows policy"', []],
    ['*fund*', [0, 4]],
    ['*FUNDABLE', [4]],
    ['abc-123', [3]],
    ['123', [3]],
    ['user@example.com', [3]],
    ["'; DROP TABLE spans --", []],
    ['%', []],
    ['"40 EUR;"', [0]],
  ])('%s', async (q, found) => {
    const query = traceListQuerySchema.parse({ q })
    for (const sort of ['-start', 'start', '-tokens'] as const) {
      const { traces } = await listTraces(deps(), project, { ...query, sort })
      expect(traces.map((trace) => trace.traceId).sort()).toEqual(found.map(traceIdOf))
    }
  })

  it('answers the same when merges have built the index', async () => {
    await mergeOnce(telemetry, sql`spans`)
    for (const [q, count] of [
      ['refund', 1],
      ['退款', 1],
      ['款', 2],
      ['*fund*', 2],
      ['refund-policy', 1],
    ] as const) {
      const { traces } = await listTraces(deps(), project, traceListQuerySchema.parse({ q }))
      expect(traces).toHaveLength(count)
    }
  })
})

describe('a search on one side', () => {
  const contents = [
    // Policy, the user's words, an answer that was given before, an answer.
    'Cancel nothing.\x1dplease cancel it\x1d\x1dI cannot\x1dcancelled',
    'the policy\x1d\x1d\x1d\x1dplease wait',
    // As it was stored before the user's words stood apart.
    'cancel it\x1dplease wait',
    'it\x1dcannot cancel',
  ]
  const project = 'sides'
  const sent = contents.map((_, index) => ({ ...plain, id: index, texts: [] }))
  beforeAll(async () => {
    await flush(project, { before: new Map(), sent, version: 1 })
    const rows = sent.map((trace, index) => [
      ...[project, traceIdOf(trace.id), '0'.repeat(16), seconds(startNs(trace)), 1, 0, contents[index]],
    ])
    await insertRows(telemetry, { table: 'spans', columns: spanColumns, rows })
  })

  const answers: readonly (readonly [string, SearchSide | undefined, readonly number[]])[] = [
    ['cancel', undefined, [0, 2, 3]],
    ['cancel', 'user', [0, 2]],
    ['cancel', 'output', [3]],
    ['please', 'user', [0]],
    ['please', 'output', [1, 2]],
    ['"please cancel"', 'user', [0]],
    ['"please cancel"', 'output', []],
    ['"nothing. please"', 'input', []],
    ['please nothing', 'input', [0]],
    ['please nothing', 'user', []],
    ['cannot', 'input', [0]],
    ['cannot', 'output', [0, 3]],
    ['*ancelle*', 'output', [0]],
    ['*ancelle*', 'input', []],
  ]
  const found = async (q: string, side: SearchSide | undefined) => {
    const { traces } = await listTraces(deps(), project, traceListQuerySchema.parse({ q, in: side }))
    return traces.map(({ traceId }) => traceId).sort()
  }

  it.each(answers)('%s: %s', async (q, side, traces) => {
    expect(await found(q, side)).toEqual(traces.map(traceIdOf))
  })

  it('answers the same when merges have built the index', async () => {
    await mergeOnce(telemetry, sql`spans`)
    for (const [q, side, traces] of answers)
      expect([q, side, await found(q, side)]).toEqual([q, side, traces.map(traceIdOf)])
  })
})
