import { AppError, type TraceSummary, traceFilterSchema } from '@pawl/core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { TelemetryStore } from '../platform/telemetry/index.ts'
import { TraceTail } from './tail-traces.ts'
import { plainTrace } from './testing/plain-rows.ts'
import { insertTraceRows } from './testing/stored-rows.ts'
import { openTemporaryTelemetry } from './testing/temporary-telemetry.ts'

let store: TelemetryStore & AsyncDisposable
let queryCount = 0
let counting: TelemetryStore
beforeAll(async () => {
  store = await openTemporaryTelemetry()
  counting = Object.assign(Object.create(store) as TelemetryStore, {
    query: (...call: Parameters<TelemetryStore['query']>) => {
      queryCount += 1
      return store.query(...call)
    },
  })
})
afterAll(() => store[Symbol.asyncDispose]())

const startMs = Date.UTC(2026, 4, 14)
let version = BigInt(startMs) * 1000n
const write = async (project: string, first: number, count: number) => {
  version += 1n
  const traces = Array.from({ length: count }, (_, index) => ({
    ...plainTrace,
    traceId: (first + index).toString(16).padStart(32, '0'),
    startNs: BigInt(startMs) * 1_000_000n,
  }))
  await insertTraceRows(store, traces, { project, version })
}
const pause = (durationMs: number) => new Promise((resolve) => setTimeout(resolve, durationMs))
const filter = traceFilterSchema.parse({})

it('tells all followers of the same filter, and looks no more once they have left', async () => {
  const tail = new TraceTail({ telemetry: counting, now: () => new Date() })
  const leaving = new AbortController()
  const follow = () => tail.follow({ project: 'shared', filter, signal: leaving.signal, onFailure: () => undefined })
  const streams = await Promise.all([follow(), follow(), follow()])
  const before = queryCount
  await write('shared', 1, 1)
  const firsts = streams.map(async (stream): Promise<TraceSummary | undefined> => {
    for await (const trace of stream) return trace
    return undefined
  })
  expect((await Promise.all(firsts)).map((trace) => trace?.traceId.at(-1))).toEqual(['1', '1', '1'])
  // Three followers cost what one does: a look or two, the changed trace, its scores.
  expect(queryCount - before).toBeLessThanOrEqual(6)
  leaving.abort()
  await pause(1500)
  const after = queryCount
  await pause(1500)
  expect(queryCount).toBe(after)
})

it('lets a follower go that does not read', async () => {
  const tail = new TraceTail({ telemetry: store, now: () => new Date() })
  const leaving = new AbortController()
  const failure = new Promise<Error>((resolve) => {
    tail.follow({ project: 'busy', filter, signal: leaving.signal, onFailure: resolve }).catch(resolve)
  })
  await pause(200)
  for (let round = 0; round < 4; round++) {
    await write('busy', round * 900, 900)
    await pause(1300)
  }
  const error = await failure
  expect(AppError.isInstance(error) && error.code).toBe('too_many_requests')
  leaving.abort()
})
