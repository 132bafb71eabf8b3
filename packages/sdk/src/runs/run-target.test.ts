import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createPawlClient, type RunProgress, runTarget } from '../index.ts'
import type { TrialResult } from './run-messages.ts'

interface Lease {
  readonly id: string
  readonly open: Set<string>
}

const keyOf = ({ rowId, trial }: { rowId: string; trial: number }): string => `${rowId}/${trial}`
const noCounts = { pass: 0, fail: 0, unknown: 0, error: 0, unrecorded_tool_call: 0 }

/** The part of Pawl's API that runs need, as its contract says; a trial passes when its output is "yes". */
class RunServer {
  readonly results: TrialResult[] = []
  readonly plan: { rowId: string; trial: number }[]
  readonly leases = new Map<string, Lease>()
  status = 'planned'
  /** How many calls from now on find the server busy. */
  busyCalls = 0
  submitDelayMs = 0
  largestBatch = 0
  #next = 0

  constructor(rows: number, trials: number) {
    this.plan = Array.from({ length: rows * trials }, (_, place) => ({
      rowId: `row${place % rows}`,
      trial: Math.floor(place / rows) + 1,
    }))
  }

  async answer(path: string, body: Record<string, unknown>): Promise<unknown> {
    if (path === '/api/runs') return this.view()
    if (path.endsWith('/lease')) return this.lease(Number(body.max))
    if (path.endsWith('/results')) return await this.take(String(body.leaseId), body.results as TrialResult[])
    if (path.endsWith('/cancel')) {
      this.status = 'cancelled'
      return this.view()
    }
    const passed = this.results.filter(({ output }) => output?.value === 'yes').length
    const rate = this.results.length === 0 ? null : passed / this.results.length
    return { passRate: { rate, interval: { low: 0, high: 1 } }, trials: { ...noCounts, pass: passed } }
  }

  view() {
    const progress = { total: this.plan.length, finished: this.results.length, counts: noCounts }
    return { id: 'abc', status: this.status, statusReason: '', progress }
  }

  lease(max: number) {
    const some = this.plan.slice(this.#next, this.#next + max)
    this.#next += some.length
    if (this.status === 'planned') this.status = 'running'
    if (some.length === 0) return { leaseId: null, trials: [], status: this.status, retryAfterMs: 100 }
    const id = `lease${this.leases.size}`
    this.leases.set(id, { id, open: new Set(some.map(keyOf)) })
    const input = { variables: { question: 'q' }, messages: [] }
    const trials = some.map((one) => ({
      ...one,
      ...{ rowRevision: 1, attempt: 1, traceparent: 'x', input, context: { documents: [], toolCalls: [] } },
    }))
    return { leaseId: id, trials, status: this.status, retryAfterMs: 0 }
  }

  async take(leaseId: string, results: readonly TrialResult[]) {
    await new Promise((resolve) => setTimeout(resolve, this.submitDelayMs))
    const lease = this.leases.get(leaseId)
    const fresh = results.filter((result) => lease?.open.delete(keyOf(result)))
    this.results.push(...fresh)
    this.largestBatch = Math.max(this.largestBatch, results.length)
    if (this.results.length === this.plan.length) this.status = 'finished'
    const trials = fresh.map(({ rowId, trial, output, error }) => ({
      ...{ rowId, trial, status: error !== null ? 'error' : output?.value === 'yes' ? 'pass' : 'fail' },
    }))
    return { trials, status: this.status }
  }
}

async function listen(runs: RunServer) {
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    let text = ''
    for await (const chunk of request) text += String(chunk)
    response.setHeader('content-type', 'application/json')
    if (runs.busyCalls > 0) {
      runs.busyCalls -= 1
      const problem = { code: 'store_unavailable', detail: 'It starts.', status: 503 }
      response.writeHead(503, { 'retry-after': '0' }).end(JSON.stringify(problem))
      return
    }
    const answered = await runs.answer(request.url ?? '', text === '' ? {} : JSON.parse(text))
    response.end(JSON.stringify(answered))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    client: createPawlClient({ baseUrl: `http://127.0.0.1:${port}`, maxRetries: 1 }),
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

describe('runTarget', () => {
  it('makes every trial once and says how the rate came out', async () => {
    const runs = new RunServer(400, 3)
    await using server = await listen(runs)
    const steps: RunProgress[] = []
    let made = 0
    const result = await runTarget({
      client: server.client,
      dataset: 'questions',
      concurrency: 20,
      target: (row) => {
        made += 1
        return row.id === 'row1' ? 'no' : 'yes'
      },
      onProgress: (progress) => steps.push(progress),
    })
    expect(made).toBe(1200)
    expect(new Set(runs.results.map(keyOf)).size).toBe(1200)
    expect(result).toMatchObject({ runId: 'abc', status: 'finished', passRate: 1197 / 1200 })
    expect(steps.at(-1)).toMatchObject({ finished: 1200, total: 1200, counts: { pass: 1197, fail: 3 } })
    expect(runs.largestBatch).toBeLessThanOrEqual(250)
  })

  it('waits for a server that stores slowly, without holding anything else up', async () => {
    const runs = new RunServer(30, 1)
    runs.submitDelayMs = 300
    await using server = await listen(runs)
    let ticks = 0
    const timer = setInterval(() => {
      ticks += 1
    }, 10)
    const result = await runTarget({ client: server.client, dataset: 'questions', target: () => 'yes' })
    clearInterval(timer)
    expect(result.status).toBe('finished')
    expect(ticks).toBeGreaterThan(10)
  })

  it('records what a target throws, what takes too long, and figures that it gives', async () => {
    const runs = new RunServer(3, 1)
    await using server = await listen(runs)
    await runTarget({
      client: server.client,
      dataset: 'questions',
      timeoutMs: 50,
      target: (row) => {
        if (row.id === 'row0') throw new TypeError('no such field')
        if (row.id === 'row1') return new Promise(() => undefined)
        return { output: { refund: true }, usage: { inputTokens: 3 }, toolCalls: [{ name: 'lookup' }] }
      },
    })
    const of = (id: string) => runs.results.find(({ rowId }) => rowId === id)
    expect(of('row0')).toMatchObject({ output: null, error: { type: 'TypeError', message: 'no such field' } })
    expect(of('row1')).toMatchObject({ output: null, error: { type: 'timeout' } })
    expect(of('row2')).toMatchObject({
      ...{
        output: { value: { refund: true } },
        usage: { inputTokens: 3 },
        toolCalls: [{ name: 'lookup' }],
        error: null,
      },
    })
  })

  it('asks a server that is away again', async () => {
    const runs = new RunServer(5, 1)
    await using server = await listen(runs)
    let calls = 0
    const result = await runTarget({
      client: server.client,
      dataset: 'questions',
      target: () => {
        if (calls++ === 0) runs.busyCalls = 3
        return 'yes'
      },
    })
    expect(result.status).toBe('finished')
    expect(runs.results).toHaveLength(5)
  })

  it('ends when it is told to: what is finished is stored, and the run is cancelled', async () => {
    const runs = new RunServer(1000, 1)
    await using server = await listen(runs)
    const stop = new AbortController()
    let aborted = 0
    const result = await runTarget({
      client: server.client,
      dataset: 'questions',
      concurrency: 2,
      signal: stop.signal,
      target: async (row, { signal }) => {
        if (row.id !== 'row0' && row.id !== 'row1') return 'yes'
        signal.addEventListener('abort', () => aborted++)
        if (row.id === 'row1') setTimeout(() => stop.abort(), 50)
        await new Promise((resolve) => setTimeout(resolve, 5_000, undefined))
        return 'yes'
      },
    })
    expect(result.status).toBe('cancelled')
    expect(aborted).toBe(2)
    expect(runs.results).toEqual([])
  })
})
