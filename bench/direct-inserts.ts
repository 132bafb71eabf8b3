import { defaultProjectSettings } from '@pawl/core'
import {
  compileContentRules,
  IngestEngine,
  type IngestStore,
  migrateTelemetry,
  openChdb,
  traceMigrations,
  type WritePlan,
} from '@pawl/server'
import { newDataDir, removeDataDir } from './pawl-process.ts'
import { idOffsets, makeBody, renewIds } from './workload.ts'

/** Requests that make a flush: what eight connections come to. */
const REQUESTS_PER_FLUSH = 4

/** Spans a second of the same prepared rows inserted straight into the store, flush by flush as the receiver would. */
export async function measureDirectInserts(options: { spansPerRequest: number; spans: number }): Promise<number> {
  const dataDir = newDataDir()
  const store = await openChdb(dataDir)
  await migrateTelemetry(store, traceMigrations)
  const prepare = await planner(options.spansPerRequest)
  const rates: number[] = []
  for (let run = 0; run < 3; run++) {
    const plans: WritePlan[] = []
    const spansPerFlush = options.spansPerRequest * REQUESTS_PER_FLUSH
    for (let spans = 0; spans < options.spans; spans += spansPerFlush) plans.push(await prepare())
    const started = performance.now()
    for (const { spans, traces } of plans) {
      for (const insert of [...spans.inserts, ...traces.inserts]) await store.insert(insert)
    }
    rates.push((plans.length * spansPerFlush) / ((performance.now() - started) / 1000))
  }
  await store.close()
  removeDataDir(dataDir)
  return rates.sort((x, y) => x - y)[1] ?? 0
}

/** Makes the write plans of one flush after another, each of new spans. */
async function planner(spansPerRequest: number): Promise<() => Promise<WritePlan>> {
  let spans: WritePlan['spans'] | undefined
  let traces: WritePlan['traces'] | undefined
  const store = {
    writeSpans: (write: WritePlan['spans']) => {
      spans = write
      return Promise.resolve()
    },
    writeTraces: (write: WritePlan['traces']) => {
      traces = write
      return Promise.resolve()
    },
    traceIds: nothing,
    logKeys: nothing,
    newestVersion: () => Promise.resolve(0n),
    unsummarised: () => Promise.resolve([]),
  } as unknown as IngestStore
  const engine = new IngestEngine(store)
  await engine.prime()
  const bodies = Array.from({ length: 8 }, (_, seed) => {
    const shape = { spans: spansPerRequest * REQUESTS_PER_FLUSH, spansPerTrace: 8, inputBytes: 2250, outputBytes: 550 }
    const body = makeBody(1000 + seed, { ...shape, startMs: Date.now() - 600_000 })
    return { body, offsets: idOffsets(body) }
  })
  let round = 0
  return async () => {
    const chosen = bodies[++round % bodies.length]
    if (chosen === undefined) throw new Error('no bodies')
    const body = Uint8Array.from(chosen.body)
    renewIds(body, chosen.offsets, 1_000_000 + round)
    const rules = compileContentRules(defaultProjectSettings)
    await engine.ingest({ project: 'default', signal: 'traces', encoding: 'protobuf', body }, rules)
    if (spans === undefined || traces === undefined) throw new Error('nothing was planned')
    return { spans, traces }
  }
}

async function* nothing(): AsyncIterable<never> {
  yield* []
}
