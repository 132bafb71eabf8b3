import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { leaseAnswerSchema, runViewSchema, traceDetailSchema, traceListSchema, trialListSchema } from '@pawl/core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type RunningServer, startServer } from './start-server.ts'
import { buildSpan, spanIdOf, traceIdOf, tracesBody } from './traces/testing/span-builder.ts'

describe('an agent under test that knows nothing of runs', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'pawl-join-'))
  let server: RunningServer
  beforeAll(async () => {
    server = await startServer({
      dataDir,
      port: '0',
      grpcPort: 'off',
      logLevel: 'error',
      allowedPrivateHosts: '127.0.0.1',
    })
  }, 60_000)
  afterAll(async () => {
    await server.close()
    rmSync(dataDir, { recursive: true, force: true })
  })

  async function call(path: string, body?: unknown, method = body === undefined ? 'GET' : 'POST'): Promise<unknown> {
    const headers = { 'content-type': 'application/json' }
    const send = { body: body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body) }
    const response = await fetch(`${server.url}${path}`, { method, headers, ...(body === undefined ? {} : send) })
    const text = await response.text()
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`)
    return text === '' ? null : JSON.parse(text)
  }

  it('has its trace joined to the trial by traceparent, and left out of production', async () => {
    await call('/api/datasets', { name: 'questions', purpose: 'golden', protects: 'answers' })
    const row = { input: { variables: { question: 'May I?' }, messages: [] } }
    await call('/api/datasets/questions/rows', { rows: [row] })
    const target = { type: 'function', name: 'agent' }
    const run = runViewSchema.parse(
      await call('/api/runs', { target, datasetName: 'questions', rowStatuses: ['draft'] }),
    )
    const { trials } = leaseAnswerSchema.parse(await call(`/api/runs/${run.id}/lease`, { worker: 'w', max: 1 }))
    const [, traceId = '', parentSpanId = ''] = trials[0]?.traceparent.split('-') ?? []
    const span = buildSpan({
      traceId,
      spanId: spanIdOf(7),
      parentSpanId,
      attributes: { 'gen_ai.operation.name': 'chat' },
    })
    await call('/v1/traces', tracesBody(span))
    await call('/v1/traces', tracesBody(buildSpan({ traceId: traceIdOf(1), spanId: spanIdOf(1) })))
    const idsOf = async (query: string) =>
      traceListSchema.parse(await call(`/api/traces${query}`)).traces.map((trace) => trace.traceId)
    expect(await idsOf('')).toEqual([traceIdOf(1)])
    expect((await idsOf('?runs=include')).toSorted()).toEqual([traceIdOf(1), traceId].toSorted())
    const detail = traceDetailSchema.parse(await call(`/api/traces/${traceId}`))
    expect(detail.trace.runId).toBe(run.id)
  })

  it('says by its own spans what tools it called and what it used, also when they come after its answer', async () => {
    const agent = createServer((request, response) => {
      request.resume()
      const [, traceId = '', parentSpanId = ''] = String(request.headers.traceparent).split('-')
      const start = BigInt(Date.now()) * 1_000_000n
      const of = { traceId, startTimeUnixNano: start, endTimeUnixNano: start + 1_000_000n }
      const root = { ...of, spanId: spanIdOf(11), parentSpanId, name: 'agent' }
      const chat = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o-mini' }
      const used = { 'gen_ai.usage.input_tokens': 700, 'gen_ai.usage.output_tokens': 40 }
      const called = { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'refund' }
      const body = tracesBody(
        buildSpan({ ...of, spanId: spanIdOf(12), parentSpanId: spanIdOf(11), attributes: { ...chat, ...used } }),
        buildSpan({
          ...{ ...of, spanId: spanIdOf(13), parentSpanId: spanIdOf(11) },
          attributes: { ...called, 'gen_ai.tool.call.arguments': '{"order":7}' },
        }),
        buildSpan(root),
      )
      response.end('done')
      setTimeout(() => void call('/v1/traces', body), 150)
    })
    await new Promise<void>((resolve) => agent.listen(0, '127.0.0.1', resolve))
    const { port } = agent.address() as AddressInfo
    const definition = { kind: 'tool_calls', expected: [{ name: 'refund', arguments: { order: 7 } }] }
    await call('/api/evaluators', { name: 'refunds', definition, examples: [] })
    await call('/api/datasets', { name: 'orders', purpose: 'golden', protects: 'refunds' })
    const row = { input: { variables: { question: 'Refund 7' }, messages: [] }, evaluators: ['refunds'] }
    await call('/api/datasets/orders/rows', { rows: [row] })
    const target = { type: 'http', url: `http://127.0.0.1:${port}/`, traceWaitMs: 5000 }
    const request = { target, datasetName: 'orders', rowStatuses: ['draft'] }
    const { id } = runViewSchema.parse(await call('/api/runs', request))
    await vi.waitFor(async () => expect(runViewSchema.parse(await call(`/api/runs/${id}`)).status).toBe('finished'), {
      timeout: 60_000,
      interval: 50,
    })
    const { trials } = trialListSchema.parse(await call(`/api/runs/${id}/trials`))
    expect(trials).toMatchObject([
      {
        ...{ status: 'pass', output: { value: 'done' }, toolCalls: [{ name: 'refund', arguments: { order: 7 } }] },
        ...{ usage: { inputTokens: 700, outputTokens: 40, totalTokens: 740 }, costUsd: expect.closeTo(0.000129, 9) },
      },
    ])
    const [trial] = trials
    await vi.waitFor(
      async () => {
        const { spans, trace } = traceDetailSchema.parse(await call(`/api/traces/${trial?.traceId}`))
        const root = spans.find(({ parentSpanId }) => parentSpanId === '')
        expect(root?.name).toContain('trial of')
        expect(spans.find(({ name }) => name === 'agent')?.parentSpanId).toBe(root?.spanId)
        expect(trace).toMatchObject({ runId: id, usage: { totalTokens: 740 } })
      },
      { timeout: 60_000, interval: 50 },
    )
    agent.closeAllConnections()
    agent.close()
  })

  it('is forgotten with the person: what trials copied of an erased trace goes, their figures stay', async () => {
    const traceId = traceIdOf(77)
    const said = { 'user.id': 'mallory', 'openinference.span.kind': 'CHAIN', 'input.value': 'my card is 4111' }
    await call('/v1/traces', tracesBody(buildSpan({ traceId, spanId: spanIdOf(77), attributes: said })))
    await call('/api/datasets', { name: 'cards', purpose: 'golden', protects: 'cards' })
    const { row } = (await call('/api/datasets/draft-row', { traceId })) as { row: { input: object } }
    const source = { kind: 'trace', traceId }
    await call('/api/datasets/cards/rows', { rows: [{ input: row.input, source }] })
    const target = { type: 'function', name: 'agent' }
    const request = { target, datasetName: 'cards', rowStatuses: ['draft'] }
    const { id } = runViewSchema.parse(await call('/api/runs', request))
    const leased = leaseAnswerSchema.parse(await call(`/api/runs/${id}/lease`, { worker: 'w', max: 1 }))
    const [trial] = leased.trials
    expect(JSON.stringify(trial?.input)).toContain('4111')
    const at = new Date().toISOString()
    const of = { rowId: trial?.rowId, trial: 1, attempt: 1, startedAt: at, finishedAt: at }
    const output = { messages: [], value: 'your card is 4111' }
    await call(`/api/runs/${id}/results`, { leaseId: leased.leaseId, results: [{ ...of, output, latencyMs: 12 }] })
    await call('/api/users/mallory/traces', undefined, 'DELETE')
    const { trials } = trialListSchema.parse(await call(`/api/runs/${id}/trials`))
    expect(trials).toMatchObject([{ latencyMs: 12, output: { value: '[erased on request]' } }])
    const exported = await fetch(`${server.url}/api/runs/${id}/export?format=json`)
    expect(await exported.text()).not.toContain('4111')
  })
})
