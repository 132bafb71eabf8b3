import { defaultProjectSettings, type OtlpSpan } from '@pawl/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type SqlText, sql, type TelemetryStore } from '../../platform/telemetry/index.ts'
import { buildSpan, logsBody, recently, spanIdOf, traceIdOf, tracesBody } from '../testing/span-builder.ts'
import { openTemporaryTelemetry } from '../testing/temporary-telemetry.ts'
import { compileContentRules } from './clean-content.ts'
import { createIngestStore } from './ingest.store.ts'
import { IngestEngine } from './ingest-engine.ts'

let telemetry: TelemetryStore & AsyncDisposable
beforeAll(async () => {
  telemetry = await openTemporaryTelemetry()
})
afterAll(() => telemetry[Symbol.asyncDispose]())

const rules = compileContentRules(defaultProjectSettings)
const rows = <Row>(statement: SqlText) => telemetry.query<Row>(statement, { kind: 'interactive' })

/** An ingest that has been running for a while, and knows that it is not the only one. */
async function start(slot: number, options: { now?: () => number; isLost?: boolean } = {}): Promise<IngestEngine> {
  const store = createIngestStore(telemetry)
  const lost = { writeTraces: () => new Promise<never>(() => undefined) }
  const engine = new IngestEngine(options.isLost === true ? { ...store, ...lost } : store, { slot, ...options })
  await engine.reconcile()
  await engine.prime()
  await engine.share(true)
  return engine
}

let project = ''
let projectCount = 0
beforeEach(() => {
  project = `p${++projectCount}`
})

const send = (engine: IngestEngine, ...spans: readonly OtlpSpan[]) =>
  engine.ingest({ project, signal: 'traces', encoding: 'json', body: tracesBody(...spans) }, rules)

/** The summaries of a project without what says when and where they were written. */
const summaries = (of: string) =>
  rows(
    sql`SELECT * EXCEPT (project, received_at, version) FROM traces FINAL WHERE project = ${of} ORDER BY trace_id, start_time`,
  )
const writtenCount = async () =>
  (await rows<{ n: number }>(sql`SELECT count() AS n FROM traces WHERE project = ${project}`))[0]?.n

const second = 1_000_000_000n
/** Five spans; one failed, the last is the root. */
function spansOf(trace: number): OtlpSpan[] {
  const at = recently()
  return [0, 1, 2, 3, 4].map((number) =>
    buildSpan({
      traceId: traceIdOf(trace),
      spanId: spanIdOf(trace * 10 + number),
      parentSpanId: number === 4 ? '' : spanIdOf(trace * 10 + 4),
      startTimeUnixNano: at + BigInt(number) * second,
      endTimeUnixNano: at + BigInt(number + 2) * second,
      status: { code: number === 1 ? 2 : 0, message: '' },
      attributes: { 'gen_ai.request.model': 'gpt-4o', 'gen_ai.usage.input_tokens': number * 10 },
    }),
  )
}

describe('several servers on one store', () => {
  it('come to the summaries of one, however the spans of a trace are dealt out to them and at whatever moment', async () => {
    const traces = Array.from({ length: 24 }, (_, index) => spansOf(index + 1))
    const alone = 'alone'
    const one = await start(0)
    await one.ingest({ project: alone, signal: 'traces', encoding: 'json', body: tracesBody(...traces.flat()) }, rules)
    const servers = await Promise.all([1, 2, 3].map((slot) => start(slot)))
    // Each round all three are given other spans of the same traces at once.
    for (const round of [0, 1]) {
      await Promise.all(
        servers.map((server, at) =>
          send(server, ...traces.flatMap((spans, trace) => spans.filter((_, n) => (n + trace) % 6 === at * 2 + round))),
        ),
      )
    }
    expect(await summaries(project)).not.toEqual(await summaries(alone))
    await servers[1]?.mend()
    expect(await summaries(project)).toEqual(await summaries(alone))
  })

  it('mend a trace once, and leave alone what is whole', async () => {
    const [a, b] = await Promise.all([start(1), start(2)])
    const [first, ...others] = spansOf(100)
    await send(a, ...(first === undefined ? [] : [first]))
    await send(b, ...others)
    const count = await writtenCount()
    await a.mend()
    expect(await writtenCount()).toBe(count)
    await Promise.all([send(a, ...spansOf(101).slice(0, 2)), send(b, ...spansOf(101).slice(2))])
    await a.mend()
    await a.mend()
    const mended = await writtenCount()
    await a.mend()
    expect(await writtenCount()).toBe(mended)
    expect(await rows(sql`SELECT span_count FROM traces FINAL WHERE project = ${project}`)).toEqual([
      { span_count: 5 },
      { span_count: 5 },
    ])
  })

  it('file a trace once that each of two filed under another start', async () => {
    const [a, b] = await Promise.all([start(1), start(2)])
    const spans = spansOf(200)
    await Promise.all([send(a, ...spans.slice(0, 2)), send(b, ...spans.slice(2))])
    await a.mend()
    expect(await rows(sql`SELECT span_count FROM traces FINAL WHERE project = ${project}`)).toEqual([{ span_count: 5 }])
  })

  it('keep one place of a span that was sent to two of them with different starts', async () => {
    const [a, b] = await Promise.all([start(1), start(2)])
    const [span] = spansOf(250)
    const moved = { ...buildSpan(), ...span, startTimeUnixNano: recently() - 3n * second }
    await Promise.all([send(a, { ...buildSpan(), ...span }), send(b, moved)])
    const places = sql`SELECT start_time FROM spans FINAL WHERE project = ${project}`
    expect(await rows(places)).toHaveLength(2)
    await a.mend()
    expect(await rows(places)).toHaveLength(1)
    expect(await rows(sql`SELECT span_count FROM traces FINAL WHERE project = ${project}`)).toEqual([{ span_count: 1 }])
  })

  it('summarise what one of them stored that ended before it could', async () => {
    const lost = await start(1, { isLost: true })
    const other = await start(2)
    const later = await start(3, { now: () => Date.now() + 15_000 })
    void send(lost, ...spansOf(300))
    const stored = sql`SELECT span_id FROM spans WHERE project = ${project}`
    await expect.poll(async () => (await rows(stored)).length).toBe(5)
    // It may only be on its way.
    await other.mend()
    expect(await summaries(project)).toEqual([])
    await later.mend()
    expect(await summaries(project)).toMatchObject([{ span_count: 5, status: 'error' }])
  })

  it('bring content that one was sent as a log record to the span that another was sent', async () => {
    const [a, b] = await Promise.all([start(1), start(2)])
    const [traceId, spanId] = [traceIdOf(400), spanIdOf(400)]
    await send(a, buildSpan({ traceId, spanId, attributes: { 'gen_ai.operation.name': 'chat' } }))
    const record = { traceId, spanId, eventName: 'gen_ai.user.message', body: { content: 'where is my order?' } }
    await b.ingest({ project, signal: 'logs', encoding: 'json', body: logsBody(record) }, rules)
    const [span] = await rows<{ content: string }>(sql`SELECT content FROM spans FINAL WHERE project = ${project}`)
    expect(span?.content).toContain('where is my order?')
  })

  it('give every flush a version of its own, by which it is known who wrote it', async () => {
    const servers = await Promise.all([7, 8].map((slot) => start(slot, { now: () => 1_800_000_000_000 })))
    for (const trace of [500, 501]) await Promise.all(servers.map((server) => send(server, ...spansOf(trace))))
    const written = await rows<{ version: string }>(
      sql`SELECT DISTINCT toString(version) AS version FROM spans WHERE project = ${project} ORDER BY version`,
    )
    expect(written.map(({ version }) => Number(BigInt(version) % 1000n)).sort()).toEqual([7, 7, 8, 8])
  })
})
