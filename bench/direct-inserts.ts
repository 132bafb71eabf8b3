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
import { makeBody } from './workload.ts'

/** Spans a second of the same prepared rows inserted straight into the store, flush by flush as the receiver would. */
export async function measureDirectInserts(options: { spansPerRequest: number; spans: number }): Promise<number> {
  const plans = await preparePlans(options)
  const dataDir = newDataDir()
  const store = await openChdb(dataDir)
  await migrateTelemetry(store, traceMigrations)
  const rates: number[] = []
  for (let run = 0; run < 3; run++) {
    const started = performance.now()
    let spans = 0
    while (spans < options.spans) {
      for (const plan of plans) {
        for (const insert of [...plan.inserts, ...plan.lastInserts]) await store.insert(insert)
        spans += options.spansPerRequest * 4
      }
    }
    rates.push(spans / ((performance.now() - started) / 1000))
  }
  await store.close()
  removeDataDir(dataDir)
  return rates.sort((a, b) => a - b)[1] ?? 0
}

/** The write plans of a few flushes of four requests each: what eight connections make of it. */
async function preparePlans(options: { spansPerRequest: number }): Promise<readonly WritePlan[]> {
  const plans: WritePlan[] = []
  const store = {
    write: (plan: WritePlan) => {
      plans.push(plan)
      return Promise.resolve()
    },
    traceIds: nothing,
    logKeys: nothing,
    newestVersion: () => Promise.resolve(0n),
    unsummarised: () => Promise.resolve([]),
  } as unknown as IngestStore
  const engine = new IngestEngine(store)
  await engine.prime()
  for (let flush = 0; flush < 6; flush++) {
    const requests = [0, 1, 2, 3].map((index) =>
      engine.ingest(
        {
          project: 'default',
          signal: 'traces',
          encoding: 'protobuf',
          body: makeBody(1000 + flush * 4 + index, {
            spans: options.spansPerRequest,
            spansPerTrace: 8,
            inputBytes: 2250,
            outputBytes: 550,
            startMs: Date.now() - 600_000,
          }),
        },
        compileContentRules(defaultProjectSettings),
      ),
    )
    await Promise.all(requests)
  }
  return plans
}

async function* nothing(): AsyncIterable<never> {
  yield* []
}
