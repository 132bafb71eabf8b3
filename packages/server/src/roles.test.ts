import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runViewSchema } from '@pawl/core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type PostgresServer, postgresMissing, startPostgres } from './platform/control/testing/postgres-server.ts'
import { type HttpBridge, startHttpBridge } from './platform/telemetry/testing/http-bridge.ts'
import { type RunningServer, startServer } from './start-server.ts'
import { buildSpan, tracesBody } from './traces/testing/span-builder.ts'

describe.skipIf(postgresMissing !== null)(`the parts of a server ${postgresMissing ?? ''}`, () => {
  const directory = mkdtempSync(join(tmpdir(), 'pawl-roles-'))
  let postgres: PostgresServer
  let bridge: HttpBridge
  let api: RunningServer
  let worker: RunningServer
  beforeAll(async () => {
    postgres = await startPostgres()
    bridge = await startHttpBridge(join(directory, 'telemetry'))
    const stores = { postgresUrl: await postgres.createDatabase(), clickhouseUrl: bridge.url }
    const start = (role: string) =>
      startServer({
        ...{ ...stores, role, port: 0, grpcPort: 'off', host: '127.0.0.1', logLevel: 'error' },
        dataDir: join(directory, role),
        secretKey: 'the-same-for-both-of-them',
      })
    api = await start('api')
    worker = await start('worker')
  }, 120_000)
  afterAll(async () => {
    await api?.close()
    await worker?.close()
    await bridge?.[Symbol.asyncDispose]()
    await postgres?.stop()
    rmSync(directory, { recursive: true, force: true })
  })

  const call = async (path: string, body?: unknown) => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    const response = await fetch(`${api.url}${path}`, body === undefined ? {} : init)
    return (await response.json()) as Record<string, unknown>
  }

  it('are ready both, and the worker answers for its health and figures alone', async () => {
    for (const { url } of [api, worker]) {
      expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ ready: true, state: 'ready', reasons: [] })
      expect(await (await fetch(`${url}/metrics`)).text()).toContain('pawl_alerts_open')
    }
    for (const [method, path] of [
      ['GET', '/'],
      ['GET', '/api/traces'],
      ['POST', '/v1/traces'],
    ]) {
      const refused = await fetch(`${worker.url}${path}`, { method: method ?? 'GET' })
      expect(refused.status, `${method} ${path}`).toBe(404)
      expect(await refused.json()).toMatchObject({ fix: 'Ask a server whose role is api or all.' })
    }
  })

  it('do the work together: what comes in at one is a run that the other makes', { timeout: 60_000 }, async () => {
    const sent = await fetch(`${api.url}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(tracesBody(buildSpan())),
    })
    expect(sent.status).toBe(200)
    const definition = { kind: 'contains', mode: 'all', values: ['yes'] }
    await call('/api/evaluators', { name: 'right', definition, examples: [] })
    await call('/api/datasets', { name: 'questions', purpose: 'golden', protects: 'answers' })
    await call('/api/datasets/questions/rows', {
      rows: [{ input: { variables: { question: 'yes?' }, messages: [] }, evaluators: ['right'] }],
      onDuplicate: 'add',
    })
    const run = runViewSchema.parse(
      await call('/api/runs', {
        target: { type: 'http', url: `${api.url}/healthz` },
        datasetName: 'questions',
        rowStatuses: ['draft'],
      }),
    )
    await vi.waitFor(async () => expect((await call(`/api/runs/${run.id}`)).status).toBe('finished'), {
      timeout: 60_000,
      interval: 200,
    })
    const done = async ({ url }: RunningServer) =>
      (await (await fetch(`${url}/metrics`)).text())
        .split('\n')
        .filter((line) => line.startsWith('pawl_job_duration_seconds_count'))
    expect(await done(api)).toEqual([])
    expect((await done(worker)).some((line) => line.includes('run'))).toBe(true)
  })
})
