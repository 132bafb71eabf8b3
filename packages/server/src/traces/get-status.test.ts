import { defaultProjectSettings } from '@pawl/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TelemetryStore } from '../platform/telemetry/index.ts'
import { createStatusReader } from './get-status.ts'
import { settleRollups } from './settle-rollups.ts'
import { plainSpan, plainTrace } from './testing/plain-rows.ts'
import { insertRows, insertTraceRows } from './testing/stored-rows.ts'
import { openTemporaryTelemetry } from './testing/temporary-telemetry.ts'

const nowMs = Date.UTC(2026, 4, 14, 12)
const dayMs = 86_400_000
let clockMs = nowMs
let store: TelemetryStore & AsyncDisposable
let readStatus: ReturnType<typeof createStatusReader>
beforeAll(async () => {
  store = await openTemporaryTelemetry()
  readStatus = createStatusReader({
    telemetry: store,
    control: { engine: 'pglite', location: 'control' },
    version: '1.2.3',
    urls: { httpUrl: 'http://127.0.0.1:4318', grpcUrl: null },
    disk: { state: () => ({ freeBytes: 5e8, minFreeBytes: 1e9, ingestPaused: true }) },
    now: () => new Date(clockMs),
    settingsOf: () => Promise.resolve({ ...defaultProjectSettings, retentionDays: 14 }),
    keysExist: () => Promise.resolve(false),
    processState: () => ({ rssBytes: 1, loopDelayP99Ms: 2 }),
  })
})
afterAll(async () => {
  await store[Symbol.asyncDispose]()
})

interface Noted {
  readonly spanId: number
  readonly daysAgo: number
  readonly producer?: string
  readonly setting?: string
  readonly redactions?: string
  readonly version?: number
  readonly isDeleted?: boolean
}

async function write(...spans: readonly Noted[]): Promise<void> {
  await insertRows(store, {
    table: 'spans',
    columns: [
      'project',
      'trace_id',
      'span_id',
      'start_time',
      'producer',
      'missing_setting',
      'redactions',
      'version',
      'is_deleted',
    ],
    rows: spans.map((span) => [
      'mine',
      plainSpan.traceId,
      span.spanId.toString().padStart(16, '0'),
      ((nowMs - span.daysAgo * dayMs) / 1000).toFixed(3),
      span.producer ?? '',
      span.setting ?? '',
      span.redactions ?? '',
      String(span.version ?? 1),
      span.isDeleted === true ? 1 : 0,
    ]),
  })
}

/** Reads past whatever is kept for a while. */
async function statusLater() {
  clockMs += 60_000
  return await readStatus('mine')
}

describe('the status', () => {
  it('says what is running, and that a new project is empty', async () => {
    expect(await readStatus('mine')).toMatchObject({
      version: '1.2.3',
      telemetry: { engine: 'chdb' },
      disk: { freeBytes: 5e8, ingestPaused: true },
      project: 'mine',
      hasTraces: false,
      spanCount: 0,
      keysExist: false,
      retentionDays: 14,
      otlp: { httpUrl: 'http://127.0.0.1:4318', grpcUrl: null },
      hints: [],
      redactions: [],
    })
  })

  it('counts spans once, names missing settings of the last week and adds up redactions, settled or not', async () => {
    const setting = { producer: 'traceloop', setting: 'TRACELOOP_TRACE_CONTENT=true' }
    await write(
      { spanId: 1, daysAgo: 1, ...setting, redactions: '{"secrets":2,"cards":1}' },
      { spanId: 2, daysAgo: 2, ...setting },
      { spanId: 3, daysAgo: 8, ...setting, redactions: '{"secrets":5}' },
      { spanId: 4, daysAgo: 0.1, producer: 'otel', setting: 'OTHER=1' },
      { spanId: 5, daysAgo: 0.1 },
    )
    await write({ spanId: 1, daysAgo: 1, ...setting, redactions: '{"secrets":2,"cards":1}', version: 2 })
    await write({ spanId: 5, daysAgo: 0.1, version: 2, isDeleted: true })
    const startNs = BigInt(nowMs - dayMs) * 1_000_000n
    await insertTraceRows(store, [{ ...plainTrace, startNs }], { project: 'mine', version: 2n })
    const expected = {
      hasTraces: true,
      spanCount: 4,
      hints: [
        { ...setting, spanCount: 2 },
        { producer: 'otel', setting: 'OTHER=1', spanCount: 1 },
      ],
      redactions: [
        { rule: 'secrets', count: 7 },
        { rule: 'cards', count: 1 },
      ],
    }
    expect(await statusLater()).toMatchObject(expected)
    await settleRollups({ telemetry: store, committedVersion: 2n, now: () => new Date(nowMs) })
    expect(await statusLater()).toMatchObject(expected)
    await write({ spanId: 6, daysAgo: 1, version: 3 })
    expect(await statusLater()).toMatchObject({ ...expected, spanCount: 5 })
    expect(await readStatus('theirs')).toMatchObject({ hasTraces: false, spanCount: 0, hints: [], redactions: [] })
  })

  it('says that there are no traces any more once the last one is deleted', async () => {
    const startNs = BigInt(nowMs - dayMs) * 1_000_000n
    await insertTraceRows(store, [{ ...plainTrace, startNs }], { project: 'mine', version: 4n, isDeleted: true })
    expect(await statusLater()).toMatchObject({ hasTraces: false })
  })
})
