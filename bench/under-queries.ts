import { sendLoad } from './load.ts'
import type { PawlProcess } from './pawl-process.ts'
import { quantile, report } from './workload.ts'

export interface UnderQueriesOptions {
  readonly spans: number
  readonly connections: number
  readonly spansPerRequest: number
  /** What dashboards ask for, each again as soon as it has answered; `list` is timed. */
  readonly queries: Readonly<Record<'list' | 'filter' | 'series' | 'heavy', () => string>>
}

/** How much telemetry is taken while dashboards ask for everything they show, compared with when nobody asks. */
export async function measureUnderQueries(pawl: PawlProcess, options: UnderQueriesOptions): Promise<void> {
  const rate = async (spans = options.spans) => {
    const { acknowledgedSpans, durationS } = await sendLoad({ url: pawl.url, ...options, spans })
    return acknowledgedSpans / durationS
  }
  await rate()
  const alone = await rate()
  const done = new AbortController()
  const listMs: number[] = []
  const asked = { list: 0, filter: 0, series: 0, heavy: 0 }
  const askers = Object.entries(options.queries).map(async ([name, makePath]) => {
    while (!done.signal.aborted) {
      const started = performance.now()
      const answer = await fetch(`${pawl.url}${makePath()}`)
      await answer.arrayBuffer()
      if (!answer.ok) throw new Error(`${name} answered ${answer.status}`)
      asked[name as keyof typeof asked] += 1
      if (name === 'list') listMs.push(performance.now() - started)
    }
  })
  // Longer, so that a twentieth of the lists is more than two.
  const under = await rate(2 * options.spans)
  done.abort()
  await Promise.all(askers)
  const again = await rate()
  report('ingest.under_queries_ratio', (2 * under) / (alone + again), 'ratio')
  report('ingest.under_queries_list_p95_ms', quantile(listMs, 0.95), 'ms')
  for (const [name, count] of Object.entries(asked)) report(`ingest.under_queries_asked.${name}`, count, 'queries')
}
