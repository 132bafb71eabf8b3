import { sendLoad } from '../load.ts'
import { newDataDir, removeDataDir, startPawl } from '../pawl-process.ts'
import { quantile, report } from '../workload.ts'

export interface CostOptions {
  /** Sent in each of three runs without, and in each of three with, everything that watches. */
  readonly spansPerRun: number
  readonly connections: number
  readonly spansPerRequest: number
}

/** Deterministic, on everything, judged as soon as a trace stands. */
const evaluators = {
  apologises: { kind: 'contains', mode: 'none', values: ['I am sorry', 'as an AI'], ignoreCase: true },
  'no-address': { kind: 'regex', pattern: '[a-z]+@[a-z]+\\.com', expect: 'no_match' },
  'short-enough': { kind: 'length', unit: 'words', max: 400 },
  'no-secrets': { kind: 'secrets', find: ['secrets', 'cards'] },
  'fast-enough': { kind: 'latency', maxMs: 3000 },
} as const

const measures = ['error_rate', 'latency_ms', 'cost_usd', 'output_tokens', 'request_count'] as const
const slices = [null, 'model', 'environment', 'service'] as const

/** What 20 monitors and 5 online evaluations take from the ingest, and how soon judging has caught up afterwards. */
export async function measureIngestCost(options: CostOptions): Promise<void> {
  const without = await measureRate(options)
  report('monitors.ingest_without', without, 'spans/s')
  const withAll = await measureRate(options, watchEverything)
  report('monitors.ingest_with', withAll, 'spans/s')
  report('monitors.ingest_cost', withAll / without, 'ratio')
}

/** Of a server of its own, so that both begin with as little stored. */
async function measureRate(
  { spansPerRun, connections, spansPerRequest }: CostOptions,
  watch?: (url: string) => Promise<void>,
): Promise<number> {
  const pawl = await startPawl(newDataDir())
  await watch?.(pawl.url)
  const load = { url: pawl.url, connections, spansPerRequest }
  const warmUp = Math.min(spansPerRun, 60_000)
  await sendLoad({ ...load, spans: warmUp })
  const rates: number[] = []
  for (let run = 0; run < 3; run++) {
    const { acknowledgedSpans, durationS } = await sendLoad({ ...load, spans: spansPerRun })
    rates.push(acknowledgedSpans / durationS)
  }
  if (watch !== undefined) await reportCatchUp(pawl.url, (3 * spansPerRun + warmUp) / 8)
  await pawl.stop()
  removeDataDir(pawl.dataDir)
  return quantile(rates, 0.5)
}

async function reportCatchUp(url: string, traces: number): Promise<void> {
  const underLoad = await judgedBy(url)
  const started = performance.now()
  let judged = underLoad
  while (judged < traces * 0.99 && performance.now() - started < 60_000) {
    await new Promise((resolve) => setTimeout(resolve, 250))
    judged = await judgedBy(url)
  }
  report('monitors.judged_under_load', underLoad / traces, 'ratio')
  report('monitors.judged', judged / traces, 'ratio')
  report('monitors.catch_up', (judged - underLoad) / ((performance.now() - started) / 1000), 'traces/s')
}

async function watchEverything(url: string): Promise<void> {
  for (const [name, definition] of Object.entries(evaluators)) {
    await call(url, ['POST', '/api/evaluators'], { name, definition, examples: [] })
    await call(url, ['PUT', `/api/online-evaluations/${name}`], { evaluator: name, delaySeconds: 0 })
  }
  for (const measure of measures) {
    for (const sliceBy of slices) {
      const name = `${measure.replaceAll('_', '-')}-by-${sliceBy ?? 'all'}`
      await call(url, ['POST', '/api/monitors'], { name, metric: { measure }, sliceBy })
    }
  }
}

/** Traces that the slowest of them has judged. */
async function judgedBy(url: string): Promise<number> {
  const { onlineEvaluations } = (await call(url, ['GET', '/api/online-evaluations'])) as {
    onlineEvaluations: { judged: Record<string, number> }[]
  }
  const counts = onlineEvaluations.map(({ judged }) => Object.values(judged).reduce((sum, count) => sum + count, 0))
  return Math.min(...counts)
}

async function call(url: string, [method, path]: readonly [string, string], body?: unknown): Promise<unknown> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`)
  return await response.json()
}
