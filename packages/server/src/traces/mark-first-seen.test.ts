import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ControlStore, openControlStore } from '../platform/control/index.ts'
import { controlEngines, quietLog } from '../platform/control/testing/index.ts'
import type { TelemetryStore } from '../platform/telemetry/index.ts'
import { listChanges } from './changes.ts'
import { markFirstSeen } from './mark-first-seen.ts'
import { settleRollups } from './settle-rollups.ts'
import { plainSpan } from './testing/plain-rows.ts'
import { insertRows, insertSpanRows, type StoredSpanFields } from './testing/stored-rows.ts'
import { openTemporaryTelemetry } from './testing/temporary-telemetry.ts'

const noonMs = Date.UTC(2026, 4, 14, 12)
const hour = 3_600_000
const hex = (length: number, number: number) => number.toString(16).padStart(length, '0')
let telemetry: TelemetryStore & AsyncDisposable
let version = 1n
let traceNumber = 0

beforeAll(async () => {
  telemetry = await openTemporaryTelemetry()
})
afterAll(async () => {
  await telemetry[Symbol.asyncDispose]()
})

/** Several spans like this, a second apart. */
const several = (count: number, atMs: number, fields: Partial<StoredSpanFields>): StoredSpanFields[] =>
  Array.from({ length: count }, (_, index) => ({
    ...{ ...plainSpan, environment: 'production', ...fields },
    traceId: hex(32, ++traceNumber),
    startNs: BigInt(atMs + index * 1000) * 1_000_000n,
  }))

async function write(project: string, spans: readonly StoredSpanFields[]): Promise<void> {
  version += 1n
  await insertSpanRows(telemetry, spans, { project, version })
  await settleRollups({ telemetry, committedVersion: version, now: () => new Date(noonMs + 10 * hour) })
}

describe.each(controlEngines)('changes that traces show by themselves, on $name', (engine) => {
  const project = engine.name.toLowerCase()
  let store: ControlStore
  beforeAll(async () => {
    if (engine.skipped !== null) return
    await engine.start()
    store = await openControlStore(await engine.newPlace(), { log: quietLog })
    await store.db.insertInto('projects').values({ name: project }).execute()
  })
  afterAll(async () => {
    await store?.close()
    await engine.stop()
  })

  it.skipIf(engine.skipped !== null)('are marked once, at the moment when each was seen first', async () => {
    const old = { model: 'small', release: 'r1', prompt: 'greet', promptVersion: '1' }
    await write(project, several(5, noonMs, old))
    await markFirstSeen({ telemetry, db: store.db }, project)
    expect(await listChanges(store, { project })).toEqual([])

    await write(project, [
      ...several(4, noonMs + 3 * hour + 90_000, { ...old, model: 'large' }),
      ...several(4, noonMs + 4 * hour, { ...old, promptVersion: '2', environment: 'staging' }),
      ...several(4, noonMs + 5 * hour, { ...old, release: 'r2' }),
      ...several(2, noonMs + 5 * hour, { ...old, model: 'a slip' }),
      ...several(4, noonMs + 5 * hour, { ...old, model: 'of a trial', runId: 'run' }),
    ])
    for (let round = 0; round < 2; round++) await markFirstSeen({ telemetry, db: store.db }, project)
    const marks = await listChanges(store, { project })
    expect(marks.map(({ kind, at, title }) => [kind, at, title])).toEqual([
      ['model', '2026-05-14T15:01:30.000Z', 'large answered for the first time in production'],
      ['prompt_version', '2026-05-14T16:00:00.000Z', 'Prompt greet@2 was used for the first time in staging'],
      ['release', '2026-05-14T17:00:00.000Z', 'Release r2 was seen for the first time in production'],
    ])
    expect(marks[0]?.details).toEqual({ value: 'large', environment: 'production', model: 'large' })
  })

  it.skipIf(engine.skipped !== null)("tell a provider's new fingerprint", async () => {
    const columns = ['project', 'trace_id', 'span_id', 'start_time', 'version', 'model', 'fingerprint']
    const spans = ['fp_1', 'fp_1', 'fp_1', 'fp_2', 'fp_2', 'fp_2'].map((fingerprint, index) => [
      ...[
        project,
        hex(32, ++traceNumber),
        hex(16, 1),
        `${noonMs / 1000 + index * 3600}.000000000`,
        '1',
        'small',
        fingerprint,
      ],
    ])
    await insertRows(telemetry, { table: 'spans', columns, rows: spans })
    await markFirstSeen({ telemetry, db: store.db }, project)
    const marks = await listChanges(store, { project })
    expect(marks.map(({ title }) => title)).toContain('small answered with the fingerprint fp_2 for the first time')
    expect(marks.some(({ title }) => title.includes('fp_1'))).toBe(false)
  })
})
