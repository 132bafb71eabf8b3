import { AppError, defaultProjectSettings, type OtlpSpan } from '@pawl/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SqlText, sql, type TelemetryStore } from '../../platform/telemetry/index.ts'
import {
  buildSpan,
  type LogFields,
  logsBody,
  recently,
  spanIdOf,
  traceIdOf,
  tracesBody,
} from '../testing/span-builder.ts'
import { openUnmergedTelemetry } from '../testing/temporary-telemetry.ts'
import { compileContentRules } from './clean-content.ts'
import { createIngestStore } from './ingest.store.ts'
import { IngestEngine } from './ingest-engine.ts'
import { type StoredSpanRow, spanOfRow, storedSpanSelect } from './span-row.ts'

let telemetry: TelemetryStore & AsyncDisposable
let engine: IngestEngine
let project = ''
let projectCount = 0
const rules = compileContentRules(defaultProjectSettings)

beforeAll(async () => {
  telemetry = await openUnmergedTelemetry()
})
afterAll(() => telemetry[Symbol.asyncDispose]())

const rows = <Row>(statement: SqlText) => telemetry.query<Row>(statement, { kind: 'interactive' })
const single = async <Row>(statement: SqlText): Promise<Row> => {
  const [row] = await rows<Row>(statement)
  if (row === undefined) throw new Error('no row')
  return row
}

/** A project of its own and an engine that has only just started, as after a restart. */
async function start(sameProject = false): Promise<void> {
  if (!sameProject) project = `p${++projectCount}`
  engine = new IngestEngine(createIngestStore(telemetry))
  await engine.reconcile()
  await engine.prime()
}

const send = (...spans: readonly OtlpSpan[]) =>
  engine.ingest({ project, signal: 'traces', encoding: 'json', body: tracesBody(...spans) }, rules)
const sendLogs = (...records: readonly LogFields[]) =>
  engine.ingest({ project, signal: 'logs', encoding: 'json', body: logsBody(...records) }, rules)

const counts = () =>
  single<{ spans: number; traces: number }>(
    sql`SELECT (SELECT count() FROM spans FINAL WHERE project = ${project}) AS spans,
      (SELECT count() FROM traces FINAL WHERE project = ${project}) AS traces`,
  )
const trace = (traceId = traceIdOf(1)) =>
  single<Record<string, unknown>>(sql`SELECT * FROM traces FINAL WHERE project = ${project} AND trace_id = ${traceId}`)
const span = (spanId: string) =>
  single<Record<string, unknown>>(sql`SELECT * FROM spans FINAL WHERE project = ${project} AND span_id = ${spanId}`)

const month = 30n * 24n * 3600n * 1_000_000_000n

describe.each(['one engine', 'an engine restarted between the requests'])('ingest, %s', (kind) => {
  const next = () => (kind === 'one engine' ? Promise.resolve() : start(true))

  it('keeps a resent span once', async () => {
    await start()
    const sent = buildSpan()
    await send(sent)
    await next()
    await send(sent, sent)
    expect(await counts()).toEqual({ spans: 1, traces: 1 })
    expect(await trace()).toMatchObject({ span_count: 1 })
  })

  it('keeps the newest of a corrected span', async () => {
    await start()
    await send(buildSpan({ name: 'before' }))
    await next()
    await send(buildSpan({ name: 'after', status: { code: 2, message: 'late failure' } }))
    expect(await counts()).toEqual({ spans: 1, traces: 1 })
    expect(await trace()).toMatchObject({ name: 'after', status: 'error', error_count: 1 })
  })

  it('moves a span whose start moved to another month', async () => {
    await start()
    const start1 = recently()
    await send(buildSpan({ startTimeUnixNano: start1 }))
    await next()
    await send(buildSpan({ startTimeUnixNano: start1 - 3n * month }))
    expect(await counts()).toEqual({ spans: 1, traces: 1 })
    await next()
    await send(buildSpan({ startTimeUnixNano: start1 }))
    expect(await counts()).toEqual({ spans: 1, traces: 1 })
    expect(
      await single(
        sql`SELECT toString(toUnixTimestamp64Nano(start_time)) AS ns FROM traces FINAL WHERE project = ${project}`,
      ),
    ).toEqual({
      ns: String(start1),
    })
  })

  it('joins the spans of a trace that come in several requests, children first', async () => {
    await start()
    const at = recently()
    const child = { parentSpanId: spanIdOf(1), startTimeUnixNano: at + 5_000_000n }
    await send(
      buildSpan({ ...child, spanId: spanIdOf(2), name: 'child', attributes: { 'gen_ai.response.model': 'm-1' } }),
    )
    expect(await trace()).toMatchObject({ has_root: 0, name: 'child' })
    await next()
    await send(buildSpan({ name: 'root', startTimeUnixNano: at }))
    expect(await counts()).toEqual({ spans: 2, traces: 1 })
    expect(await trace()).toMatchObject({ has_root: 1, name: 'root', span_count: 2, models: ['m-1'] })
  })

  it('counts usage once, whichever of parent and child comes first', async () => {
    const usage = (input: number) => ({ 'gen_ai.operation.name': 'chat', 'gen_ai.usage.input_tokens': input })
    const parent = buildSpan({ spanId: spanIdOf(1), attributes: usage(80) })
    const child = (id: number, input: number) =>
      buildSpan({ spanId: spanIdOf(id), parentSpanId: spanIdOf(1), attributes: usage(input) })
    await start()
    await send(parent)
    expect(await trace()).toMatchObject({ input_tokens: 80 })
    await next()
    await send(child(2, 30), child(3, 50))
    expect(await trace()).toMatchObject({ input_tokens: 80 })
    const sum = sql`SELECT sum(counted_input_tokens) AS counted, sum(input_tokens) AS own FROM spans FINAL WHERE project = ${project}`
    expect(await single(sum)).toEqual({ counted: 80, own: 160 })
    await start()
    await send(child(2, 30), child(3, 50))
    await next()
    await send(parent)
    expect(await single(sum)).toEqual({ counted: 80, own: 160 })
  })

  it('gives a span the content of its log events, whichever comes first', async () => {
    const llm = buildSpan({ attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.system': 'openai' } })
    const said = { traceId: llm.traceId, spanId: llm.spanId, attributes: { 'gen_ai.system': 'openai' } }
    const question = { ...said, eventName: 'gen_ai.user.message', body: { content: 'Where is my parcel, please?' } }
    const answer = {
      ...said,
      eventName: 'gen_ai.choice',
      body: { index: 0, finish_reason: 'stop', message: { content: 'It arrives tomorrow.' } },
    }
    await start()
    await send(llm)
    await next()
    await sendLogs(question, answer)
    expect(await span(llm.spanId)).toMatchObject({
      content: '\x1dWhere is my parcel, please?\x1d\x1d\x1dIt arrives tomorrow.',
    })
    await start()
    await sendLogs(question, answer)
    await next()
    await send(llm)
    expect(await span(llm.spanId)).toMatchObject({
      content: '\x1dWhere is my parcel, please?\x1d\x1d\x1dIt arrives tomorrow.',
    })
    expect(await trace()).toMatchObject({ output_preview: 'It arrives tomorrow.' })
    await next()
    await sendLogs(question, answer)
    expect(await counts()).toEqual({ spans: 1, traces: 1 })
  })
})

describe('ingest', () => {
  it('files impossible times by their receipt and keeps them as sent', async () => {
    await start()
    const year2299 = 10_390_000_000_000_000_000n
    const far = Array.from({ length: 150 }, (_, index) =>
      buildSpan({ traceId: traceIdOf(index + 10), startTimeUnixNano: recently() - BigInt(index) * month }),
    )
    const outcome = await send(
      buildSpan({ traceId: traceIdOf(1), startTimeUnixNano: 0n, endTimeUnixNano: 0n }),
      buildSpan({ traceId: traceIdOf(2), startTimeUnixNano: year2299 }),
      ...far,
    )
    expect(outcome).toEqual({ acceptedCount: 152, rejectedCount: 0, message: '' })
    expect(await counts()).toEqual({ spans: 152, traces: 152 })
    const odd = await rows<{ raw: string; flags: number; age: number }>(
      sql`SELECT toString(raw_start_ns) AS raw, flags, dateDiff('second', start_time, now()) AS age FROM spans FINAL
        WHERE project = ${project} AND trace_id IN ${[traceIdOf(1), traceIdOf(2)]} ORDER BY trace_id`,
    )
    expect(odd.map((row) => row.raw)).toEqual(['0', String(year2299)])
    for (const row of odd) {
      expect(row.flags & 1).toBe(1)
      expect(row.age).toBeLessThan(60)
    }
  })

  it('summarises after a crash what was stored without its summary', async () => {
    await start()
    const store = createIngestStore(telemetry)
    const crashing = new IngestEngine({
      ...store,
      writeTraces: () => Promise.resolve(),
    })
    const usage = { 'gen_ai.operation.name': 'chat', 'gen_ai.usage.input_tokens': 40 }
    await send(buildSpan({ name: 'root', attributes: usage }))
    const body = tracesBody(
      buildSpan({ spanId: spanIdOf(2), parentSpanId: spanIdOf(1), attributes: usage }),
      buildSpan({ traceId: traceIdOf(2), name: 'unseen' }),
    )
    await crashing.ingest({ project, signal: 'traces', encoding: 'json', body }, rules)
    expect(await counts()).toEqual({ spans: 3, traces: 1 })
    await start(true)
    expect(await counts()).toEqual({ spans: 3, traces: 2 })
    expect(await trace()).toMatchObject({ name: 'root', span_count: 2, input_tokens: 40 })
    expect(await trace(traceIdOf(2))).toMatchObject({ name: 'unseen', span_count: 1 })
    const sum = sql`SELECT sum(counted_input_tokens) AS counted FROM spans FINAL WHERE project = ${project}`
    expect(await single(sum)).toEqual({ counted: 40 })
  })

  it('fails a flush with the one it builds on, and nothing that comes after', async () => {
    await start()
    const store = createIngestStore(telemetry)
    let open: () => void = () => undefined
    const gate = new Promise<void>((resolve) => {
      open = resolve
    })
    let traceWrites = 0
    const failing = new IngestEngine({
      ...store,
      writeTraces: async (write) => {
        traceWrites += 1
        if (traceWrites > 1) return await store.writeTraces(write)
        await gate
        throw new AppError('store_unavailable', 'The disk is gone.')
      },
    })
    await failing.prime()
    const sendTo = (...spans: readonly OtlpSpan[]) =>
      failing.ingest({ project, signal: 'traces', encoding: 'json', body: tracesBody(...spans) }, rules)
    const root = buildSpan({ name: 'root' })
    const child = buildSpan({ spanId: spanIdOf(2), parentSpanId: spanIdOf(1) })
    const first = sendTo(root)
    const second = sendTo(child)
    const outcomes = Promise.allSettled([first, second])
    await expect.poll(async () => (await counts()).spans).toBe(2)
    open()
    expect((await outcomes).map((outcome) => outcome.status)).toEqual(['rejected', 'rejected'])
    await sendTo(root)
    await sendTo(child)
    expect(await counts()).toEqual({ spans: 2, traces: 1 })
    expect(await trace()).toMatchObject({ name: 'root', span_count: 2 })
  })

  it('counts traces that several flushes add to at once', async () => {
    await start()
    const sends = Array.from({ length: 40 }, (_, index) =>
      send(
        ...[1, 2, 3].map((id) =>
          buildSpan({
            traceId: traceIdOf(id),
            spanId: spanIdOf(index + 1),
            parentSpanId: index === 0 ? '' : spanIdOf(1),
            attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.usage.input_tokens': 1 },
          }),
        ),
      ),
    )
    await Promise.all(sends)
    expect(await counts()).toEqual({ spans: 120, traces: 3 })
    for (const id of [1, 2, 3]) expect(await trace(traceIdOf(id))).toMatchObject({ span_count: 40, input_tokens: 39 })
  })

  it('gives a span back exactly as it was sent', async () => {
    await start()
    const text = 'A text long enough to be moved into the searchable column, with "quotes", 退款政策 and \u0000 in it.'
    const sent = buildSpan({
      traceState: 'a=b',
      droppedAttributesCount: 3,
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: text }] }]),
        'input.value': text,
        n: 1n << 60n,
        bytes: new Uint8Array([1, 2, 3]),
        list: [1, 'two', null, true],
        __proto__key: 'x',
      },
      events: [{ timeUnixNano: recently(), name: 'e', attributes: new Map([['k', 1.5]]), droppedAttributesCount: 0 }],
      links: [
        {
          traceId: traceIdOf(9),
          spanId: spanIdOf(9),
          traceState: '',
          attributes: new Map(),
          droppedAttributesCount: 0,
          flags: 0,
        },
      ],
      status: { code: 2, message: 'no' },
    })
    await send(sent)
    const stored = await single<StoredSpanRow>(
      sql`SELECT ${new SqlText(storedSpanSelect)} FROM spans FINAL WHERE project = ${project}`,
    )
    expect(spanOfRow(stored)).toEqual(sent)
  })

  it('redacts before storing, and counts what it redacted', async () => {
    await start()
    const strict = compileContentRules({
      ...defaultProjectSettings,
      redaction: { keys: ['customer.iban'], patterns: [], builtIn: ['emails'] },
    })
    const said = JSON.stringify([
      { role: 'user', parts: [{ type: 'text', content: 'Write to ann@example.com about it.' }] },
    ])
    const body = tracesBody(buildSpan({ attributes: { 'gen_ai.input.messages': said, 'customer.iban': 'DE89 3704' } }))
    await engine.ingest({ project, signal: 'traces', encoding: 'json', body }, strict)
    const stored = await span(spanIdOf(1))
    expect(JSON.stringify(stored)).not.toMatch(/ann@example|3704/)
    expect(stored.content).toContain('about it.')
    expect(JSON.parse(String(stored.redactions))).toEqual({ emails: 1, 'customer.iban': 1 })
    expect(stored.flags).toBe(1 << 5)
  })

  it('moves media out of the attributes, each content once', async () => {
    await start()
    const image = `data:image/png;base64,${'iVBORw0KGgo'.repeat(1000)}AA==`
    const said = JSON.stringify([{ role: 'user', content: [{ type: 'image_url', image_url: { url: image } }] }])
    const attributes = { 'gen_ai.input.messages': said, again: image }
    await send(buildSpan({ attributes }), buildSpan({ spanId: spanIdOf(2), attributes }))
    const stored = await span(spanIdOf(1))
    expect(String(stored.attributes).length).toBeLessThan(1000)
    expect(await rows(sql`SELECT mime_type FROM blobs FINAL WHERE project = ${project}`)).toEqual([
      { mime_type: 'image/png' },
    ])
    const references = sql`SELECT trace_id FROM blob_references FINAL WHERE project = ${project}`
    expect(await rows(references)).toEqual([{ trace_id: traceIdOf(1) }])
  })

  it('turns evaluation events into scores, once however often they are sent', async () => {
    await start()
    const llm = buildSpan({ attributes: { 'gen_ai.operation.name': 'chat' } })
    const evaluation = {
      traceId: llm.traceId,
      spanId: llm.spanId,
      eventName: 'gen_ai.evaluation.result',
      attributes: { 'gen_ai.evaluation.name': 'relevance', 'gen_ai.evaluation.score.value': 0.25 },
    }
    await send(llm)
    await sendLogs(evaluation)
    await sendLogs(evaluation)
    expect(await rows(sql`SELECT trace_id, name, value FROM scores FINAL WHERE project = ${project}`)).toEqual([
      { trace_id: llm.traceId, name: 'relevance', value: 0.25 },
    ])
  })
})
