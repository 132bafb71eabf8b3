import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { leaseAnswerSchema, runViewSchema, traceDetailSchema, traceListSchema } from '@pawl/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningServer, startServer } from './start-server.ts'
import { buildSpan, spanIdOf, traceIdOf, tracesBody } from './traces/testing/span-builder.ts'

describe('an agent under test that knows nothing of runs', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'pawl-join-'))
  let server: RunningServer
  beforeAll(async () => {
    server = await startServer({ dataDir, port: '0', grpcPort: 'off', logLevel: 'error' })
  }, 60_000)
  afterAll(async () => {
    await server.close()
    rmSync(dataDir, { recursive: true, force: true })
  })

  async function call(path: string, body?: unknown): Promise<unknown> {
    const headers = { 'content-type': 'application/json' }
    const send = { method: 'POST', body: body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body) }
    const response = await fetch(`${server.url}${path}`, { headers, ...(body === undefined ? {} : send) })
    const text = await response.text()
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`)
    return JSON.parse(text)
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
})
