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
import { idOffsets, makeBody, quantile, renewIds } from './workload.ts'

/** Requests that make a flush: what eight connections come to. */
const REQUESTS_PER_FLUSH = 4

const RUNS = 3

export interface DirectInserts {
  readonly spansPerRequest: number
  /** Inserted first, and not measured. */
  readonly warmUpSpans: number
  /** Of each of three runs. */
  readonly spans: number
}

/**
 * Spans a second of the same prepared rows inserted straight into the store, flush by flush as the receiver would, in the
 * median of three runs. All are prepared before the first is inserted: in a pause between runs merges would catch up,
 * and the receiver is given none.
 */
export async function measureDirectInserts(options: DirectInserts): Promise<number> {
  const dataDir = newDataDir()
  const store = await openChdb(dataDir)
  await migrateTelemetry(store, traceMigrations)
  const prepare = await planner(options.spansPerRequest)
  const spansPerFlush = options.spansPerRequest * REQUESTS_PER_FLUSH
  const flushesOf = async (spans: number): Promise<readonly WritePlan[]> => {
    const plans: WritePlan[] = []
    while (plans.length * spansPerFlush < spans) plans.push(await prepare())
    return plans
  }
  const insertAll = async (plans: readonly WritePlan[]): Promise<void> => {
    for (const { spans, traces } of plans) {
      for (const insert of [...spans.inserts, ...traces.inserts]) await store.insert(insert)
    }
  }
  const warmUp = await flushesOf(options.warmUpSpans)
  const runs: (readonly WritePlan[])[] = []
  while (runs.length < RUNS) runs.push(await flushesOf(options.spans))
  await insertAll(warmUp)
  const rates: number[] = []
  for (const plans of runs) {
    const started = performance.now()
    await insertAll(plans)
    rates.push((plans.length * spansPerFlush) / ((performance.now() - started) / 1000))
  }
  await store.close()
  removeDataDir(dataDir)
  return quantile(rates, 0.5)
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
