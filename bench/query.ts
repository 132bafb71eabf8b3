import { spawnSync } from 'node:child_process'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { newDataDir, removeDataDir, startPawl } from './pawl-process.ts'
import { measureUnderQueries } from './under-queries.ts'
import { option, quantile, random, report, textOption } from './workload.ts'

// How quickly pages answer over many spans, resent and moved ones among them and unmerged.
const spans = option('spans', { full: 10_000_000, smoke: 8_000 })
const loadSpans = option('load-spans', { full: 100_000, smoke: 1_000 })
const runs = option('runs', { full: 40, smoke: 2 })

// A directory that is named is filled once and kept; `--load-spans=0` leaves it as it is.
const keptDir = textOption('data-dir')
const dataDir = keptDir ?? newDataDir()
if (!existsSync(join(dataDir, 'filled'))) fill()

let pawl = await startPawl(dataDir)
const next = random(1)
const oneOf = <Value>(values: readonly Value[]): Value => values[Math.floor(next() * values.length)] as Value

function fill(): void {
  const telemetry = join(dataDir, 'telemetry')
  rmSync(telemetry, { recursive: true, force: true })
  inOwnProcess('fill.ts', [telemetry, String(spans)])
  writeFileSync(join(dataDir, 'filled'), '')
}

/** The engine keeps a directory until its process ends. */
function inOwnProcess(file: string, args: readonly string[]): void {
  const program = fileURLToPath(new URL(`./query-data/${file}`, import.meta.url))
  const words = ['--conditions=@pawl/source', '--import', 'tsx', program, ...args]
  if (spawnSync(process.execPath, words, { stdio: 'inherit' }).status !== 0) process.exit(1)
}

async function ask(path: string): Promise<{ readonly ms: number; readonly body: unknown }> {
  const started = performance.now()
  const answer = await fetch(`${pawl.url}${path}`)
  const body: unknown = await answer.json()
  if (!answer.ok) throw new Error(`${path}: ${JSON.stringify(body)}`)
  return { ms: performance.now() - started, body }
}

async function measureIngest(): Promise<void> {
  await pawl.stop()
  inOwnProcess('merge-small.ts', [join(dataDir, 'telemetry')])
  pawl = await startPawl(dataDir)
  await pawl.untilIdle()
  await measureUnderQueries(pawl, {
    spans: loadSpans,
    connections: 8,
    spansPerRequest: loadSpans > 10_000 ? 512 : 64,
    queries: {
      list: () => '/api/traces',
      filter: () => `/api/traces?environment=${oneOf(environments)}&model=${oneOf(models)}&status=error`,
      series: () => seriesPath,
      heavy: () => `/api/traces/facets?facet=model&facet=tag&facet=user&from=${monthAgo}`,
    },
  })
}

async function measure(figure: string, q: number, makePath: () => string): Promise<void> {
  const times: number[] = []
  for (let run = 0; run < runs; run++) times.push((await ask(makePath())).ms)
  report(figure, quantile(times, q), 'ms')
}

// What is a month old must not be deleted while it is measured.
await fetch(`${pawl.url}/api/projects/default/settings`, {
  method: 'PATCH',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ retentionDays: 90 }),
})
// Thirty days that came in at once are settled first, as they are where spans come in over thirty days.
const monthAgo = new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000 - 30 * 86_400_000).toISOString()
const seriesPath = `/api/metrics/series?of=spans&measure=count&measure=error_rate&measure=total_tokens&measure=cost_usd&groupBy=model&from=${monthAgo}`
for (let tries = 0; tries < 120; tries++) {
  const { ms } = await ask(seriesPath)
  if (ms < 500) break
  await new Promise((resolve) => setTimeout(resolve, 2000))
}
await pawl.untilIdle()

// Of the whole month, not of the last minutes alone.
const traceIds: string[] = []
for (let day = 0; day < 30; day++) {
  const to = new Date(Date.now() - day * 86_400_000 - next() * 43_200_000).toISOString()
  const page = (await ask(`/api/traces?limit=10&to=${to}`)).body as { traces: { traceId: string }[] }
  traceIds.push(...page.traces.map((trace) => trace.traceId))
}
const models = ['gpt-4o', 'gpt-4o-mini', 'claude-sonnet-4', 'claude-haiku', 'gemini-2.5-pro', 'o3']
const environments = ['production', 'staging', 'development']
const words = {
  rare: `ref`,
  middling: ['kaka', 'erer', 'neing', 'tionkare', 'ingtion'],
  common: ['reka', 'mika', 'toka'],
}

await measure('query.trace_list_p95_ms', 0.95, () => '/api/traces')
await measure(
  'query.filter_p95_ms',
  0.95,
  () => `/api/traces?environment=${oneOf(environments)}&model=${oneOf(models)}&status=error`,
)
await measure('query.filter_p95_ms.user', 0.95, () => `/api/traces?user=user-${Math.floor(next() * 50_000)}`)
await measure('query.trace_tree_p95_ms', 0.95, () => `/api/traces/${oneOf(traceIds)}`)
await measure(
  'query.full_text_p50_ms.rare',
  0.5,
  () => `/api/traces?q=${words.rare}${Math.floor((next() * spans) / 8)}`,
)
await measure('query.full_text_p50_ms.middling', 0.5, () => `/api/traces?q=${oneOf(words.middling)}`)
await measure('query.full_text_p50_ms.common', 0.5, () => `/api/traces?q=${oneOf(words.common)}`)
await measure('query.series_p95_ms', 0.95, () => seriesPath)
// What a monitor's chart shows, one metric at a time.
const metrics = ['count', 'error_rate', 'latency_p95_ms', 'cost_usd']
const chartPath = (metric: string) =>
  `/api/metrics/series?of=spans&measure=${metric}&measure=count&groupBy=model&from=${monthAgo}`
await measure('monitors.chart_p95_ms', 0.95, () => chartPath(oneOf(metrics)))
await measure('query.facets_p95_ms', 0.95, () => '/api/traces/facets?facet=model&facet=status')
if (loadSpans > 0) await measureIngest()
await pawl.stop()
if (keptDir === undefined) removeDataDir(dataDir)
process.exit(0)
