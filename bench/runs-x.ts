import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createPawlClient, runTarget } from '@pawl/sdk'
import { newDataDir, type PawlProcess, removeDataDir, startPawl } from './pawl-process.ts'
import { option, report } from './workload.ts'

// How fast trials are made, judged by three evaluators and stored, and what Pawl adds to a slow target.
const rows = option('rows', { full: 20_000, smoke: 200 })
const httpTrials = option('http-trials', { full: 12_000, smoke: 100 })
const latencyMs = 50
const concurrency = 50
const rowsAtOnce = 500

// The slow target stands on this machine, which servers refuse to call otherwise.
const pawl = await startPawl(newDataDir(), { PAWL_ALLOWED_PRIVATE_HOSTS: '127.0.0.1' })
await makeEvaluators(pawl)
await makeRows(pawl, rows)
const client = createPawlClient({ baseUrl: pawl.url, timeoutMs: 60_000 })
// What it holds once it has done a little of everything.
await runTarget({ client, dataset: 'bench', target: answer, rowIds: await someRowIds(pawl, 100), concurrency })
const idleMb = pawl.rssMb()

const startedMs = performance.now()
const result = await runTarget({ client, dataset: 'bench', target: answer, concurrency })
const seconds = (performance.now() - startedMs) / 1000
if (result.trials.pass !== rows) throw new Error(`${result.trials.pass} of ${rows} trials passed`)
report('runner.trials_per_s', rows / seconds, 'trials/s')
report('runner.memory_above_idle_mb', pawl.peakRssMb() - idleMb, 'MB')

const target = await startSlowTarget()
await timeHttpRun(pawl, target.url, httpTrials / 4)
const tookMs = await timeHttpRun(pawl, target.url, httpTrials)
// With all places taken all the time, a trial would take the target's own time alone, as that measured it.
report('runner.target_ms', target.meanMs(), 'ms')
report('runner.overhead_ms', (tookMs * concurrency) / httpTrials - target.meanMs(), 'ms')
target.close()
await pawl.stop()
removeDataDir(pawl.dataDir)

function answer(): string {
  return 'Yes, you may return it within 30 days.'
}

async function call(server: PawlProcess, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const response = await fetch(`${server.url}${path}`, {
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    headers: { 'content-type': 'application/json' },
  })
  const answered = (await response.json()) as Record<string, unknown>
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${JSON.stringify(answered)}`)
  return answered
}

async function makeEvaluators(server: PawlProcess): Promise<void> {
  const definitions = {
    names_days: { kind: 'contains', mode: 'all', values: ['30 days'] },
    is_short: { kind: 'length', unit: 'words', max: 50 },
    has_no_secret: { kind: 'secrets' },
  }
  for (const [name, definition] of Object.entries(definitions)) {
    await call(server, '/api/evaluators', { name, definition, examples: [] })
  }
}

async function makeRows(server: PawlProcess, count: number): Promise<void> {
  await call(server, '/api/datasets', { name: 'bench', purpose: 'golden', protects: 'the speed of runs' })
  for (let from = 0; from < count; from += rowsAtOnce) {
    const part = Array.from({ length: Math.min(rowsAtOnce, count - from) }, (_, index) => ({
      input: {
        variables: { question: `May I return order ${from + index}?` },
        messages: [{ role: 'user', parts: [{ type: 'text', content: `May I return order ${from + index}?` }] }],
      },
      evaluators: ['names_days', 'is_short', 'has_no_secret'],
      expectedBehavior: 'Names the 30 days in which things may be returned.',
      status: 'active',
    }))
    await call(server, '/api/datasets/bench/rows', { rows: part, onDuplicate: 'add' })
  }
}

async function someRowIds(server: PawlProcess, count: number): Promise<string[]> {
  const list = (await call(server, `/api/datasets/bench/rows?limit=${count}`)) as { rows: { id: string }[] }
  return list.rows.map(({ id }) => id)
}

async function startSlowTarget() {
  let sumMs = 0
  let count = 0
  const server = createServer((request, response) => {
    const atMs = performance.now()
    request.resume()
    setTimeout(() => {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ text: answer() }))
      sumMs += performance.now() - atMs
      count += 1
    }, latencyMs)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    meanMs: () => sumMs / count,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** From the first trial's start to the last one's end, in milliseconds. */
async function timeHttpRun(server: PawlProcess, url: string, trials: number): Promise<number> {
  const ids = await someRowIds(server, Math.min(100, trials))
  const run = (await call(server, '/api/runs', {
    target: { type: 'http', url, outputPath: 'text' },
    datasetName: 'bench',
    rowIds: ids,
    trialsPerRow: Math.ceil(trials / ids.length),
    concurrency,
  })) as { id: string }
  for (;;) {
    const state = (await call(server, `/api/runs/${run.id}`)) as { status: string }
    if (state.status === 'finished') return await spanOfTrials(server, run.id)
    if (state.status !== 'planned' && state.status !== 'running') throw new Error(`the run is ${state.status}`)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

async function spanOfTrials(server: PawlProcess, runId: string): Promise<number> {
  const text = await (await fetch(`${server.url}/api/runs/${runId}/export?format=json`)).text()
  const trials = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { status: string; startedAt: string; finishedAt: string; latencyMs: number })
const ls=trials.map((t)=>t.latencyMs).sort((a,b)=>a-b); const q=(f: number)=>ls[Math.floor(ls.length*f)]?.toFixed(1); console.error('lat mean',(ls.reduce((a,b)=>a+b,0)/ls.length).toFixed(2),'p10',q(.1),'p50',q(.5),'p90',q(.9),'p99',q(.99)); { const s0=Math.min(...trials.map(t=>Date.parse(t.startedAt))); const bins=new Map<number, number[]>(); for (const t of trials){const k=Math.floor((Date.parse(t.finishedAt)-s0)/20); bins.set(k,[...(bins.get(k)??[]), t.latencyMs])} console.error(Array.from({length:180},(_,k)=>{const x=bins.get(k+150)??[]; return x.length===0?'-':`${(x.reduce((a,b)=>a+b,0)/x.length-50).toFixed(0)}`}).join(' ')) }
  const failed = trials.filter(({ status }) => status !== 'pass').length
  if (failed > 0) throw new Error(`${failed} trials did not pass`)
  const starts = trials.map(({ startedAt }) => Date.parse(startedAt))
  const ends = trials.map(({ finishedAt }) => Date.parse(finishedAt))
  return Math.max(...ends) - Math.min(...starts)
}
