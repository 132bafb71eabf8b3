import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runViewSchema, type Trial, trialListSchema } from '@pawl/core'
import { afterAll, describe, expect, it } from 'vitest'
import { type ServerProcess, startServerProcess } from './testing/server-process.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'pawl-kill-run-'))
/** With four at once twenty trials a second: what a kill may cost is then a matter of what is stored when, not of a machine's speed. */
const answerMs = 200
/** How often the target was asked for each trial: by its traceparent, whose trace id names trial and attempt. */
const asked = new Map<string, number>()
const target = createServer((request, response) => {
  request.resume()
  const traceId = String(request.headers.traceparent).slice(3, 35)
  asked.set(traceId, (asked.get(traceId) ?? 0) + 1)
  setTimeout(() => response.end('yes'), answerMs)
})
afterAll(() => {
  target.closeAllConnections()
  target.close()
  rmSync(dataDir, { recursive: true, force: true })
})

const rowCount = 60
const trialsPerRow = 5
const kills = 2

async function call(server: ServerProcess, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${server.url}${path}`, {
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`)
  return JSON.parse(text)
}

const start = () => startServerProcess(dataDir, { PAWL_ALLOWED_PRIVATE_HOSTS: '127.0.0.1' })
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function trialsOf(server: ServerProcess, runId: string): Promise<Trial[]> {
  const all: Trial[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const after = cursor === '' ? '' : `&cursor=${cursor}`
    const page = trialListSchema.parse(await call(server, `/api/runs/${runId}/trials?limit=200${after}`))
    all.push(...page.trials)
    cursor = page.nextCursor
  }
  return all
}

async function makeRows(server: ServerProcess): Promise<void> {
  const definition = { kind: 'contains', mode: 'all', values: ['yes'] }
  await call(server, '/api/evaluators', { name: 'right', definition, examples: [] })
  await call(server, '/api/datasets', { name: 'questions', purpose: 'golden', protects: 'answers' })
  const rows = Array.from({ length: rowCount }, (_, index) => ({
    input: { variables: { question: `Is ${index} a number?` }, messages: [] },
    evaluators: ['right'],
  }))
  await call(server, '/api/datasets/questions/rows', { rows, onDuplicate: 'add' })
}

async function startRun(server: ServerProcess): Promise<string> {
  const { port } = target.address() as AddressInfo
  const run = await call(server, '/api/runs', {
    target: { type: 'http', url: `http://127.0.0.1:${port}/` },
    datasetName: 'questions',
    rowStatuses: ['draft'],
    trialsPerRow,
    concurrency: 4,
  })
  return runViewSchema.parse(run).id
}

async function untilFinished(server: ServerProcess, runId: string): Promise<void> {
  for (;;) {
    const { status } = runViewSchema.parse(await call(server, `/api/runs/${runId}`))
    if (status === 'finished') return
    expect(status).toBe('running')
    await pause(200)
  }
}

describe('a run whose server is killed', () => {
  it('goes on at the next start: nothing finished is lost or made again', { timeout: 240_000 }, async () => {
    await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve))
    let server = await start()
    await makeRows(server)
    const runId = await startRun(server)
    const finished = new Map<string, Trial>()
    for (let kill = 0; kill < kills; kill++) {
      const before = finished.size
      do {
        await pause(100)
        for (const trial of await trialsOf(server, runId)) finished.set(`${trial.rowId}/${trial.trial}`, trial)
      } while (finished.size < before + 40)
      await server.kill('SIGKILL')
      server = await start()
    }
    await untilFinished(server, runId)
    const trials = await trialsOf(server, runId)
    await server.kill('SIGTERM')
    expect(trials).toHaveLength(rowCount * trialsPerRow)
    expect(new Set(trials.map(({ rowId, trial }) => `${rowId}/${trial}`)).size).toBe(rowCount * trialsPerRow)
    expect(trials.every(({ status }) => status === 'pass')).toBe(true)
    for (const [key, trial] of finished) {
      expect(
        trials.find((each) => `${each.rowId}/${each.trial}` === key),
        key,
      ).toEqual(trial)
    }
    // Each attempt once; those that were in flight were tried again as the next one.
    expect([...asked.values()].every((count) => count === 1)).toBe(true)
    expect(Math.max(...trials.map(({ attempt }) => attempt))).toBeGreaterThan(1)
    const unneeded = asked.size - trials.length
    expect(unneeded).toBeLessThanOrEqual(kills * 40)
  })
})

describe('a run whose server is stopped in its middle', () => {
  it('is handed back at once, and goes on at the next start without a trial lost or made twice', {
    timeout: 120_000,
  }, async () => {
    let server = await start()
    const before = asked.size
    const runId = await startRun(server)
    do await pause(100)
    while ((await trialsOf(server, runId)).length < 40)
    const stoppedMs = performance.now()
    await server.kill('SIGTERM')
    // The trials under way are cut off, not waited for until the job's own time is up.
    expect(performance.now() - stoppedMs).toBeLessThan(15_000)
    server = await start()
    await untilFinished(server, runId)
    const trials = await trialsOf(server, runId)
    await server.kill('SIGTERM')
    expect(new Set(trials.map(({ rowId, trial }) => `${rowId}/${trial}`)).size).toBe(rowCount * trialsPerRow)
    expect([...asked.values()].every((count) => count === 1)).toBe(true)
    expect(asked.size - before - trials.length).toBeLessThanOrEqual(8)
  })
})
