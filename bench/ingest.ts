import { measureDirectInserts } from './direct-inserts.ts'
import { bytesPerSpan, sendLoad } from './load.ts'
import { newDataDir, removeDataDir, startPawl } from './pawl-process.ts'
import { option, quantile, report } from './workload.ts'

// How much telemetry one process takes, acknowledged only when durable.
const spansPerRequest = option('batch', { full: 512, smoke: 64 })
const spans = option('spans', { full: 300_000, smoke: 3_000 })
const longSpans = option('long-spans', { full: 1_000_000, smoke: 0 })
const connections = option('connections', { full: 8, smoke: 4 })

const pawl = await startPawl(newDataDir())
report('ingest.span_bytes', bytesPerSpan(spansPerRequest), 'bytes')
const warmUpSpans = Math.min(spans, 60_000)
await sendLoad({ url: pawl.url, connections, spansPerRequest, spans: warmUpSpans })

const rates: number[] = []
for (let run = 0; run < 3; run++) {
  const full = await sendLoad({ url: pawl.url, connections, spansPerRequest, spans: spans / 3 })
  rates.push(full.acknowledgedSpans / full.durationS)
}
const rate = quantile(rates, 0.5)
report('ingest.spans_per_s', rate, 'spans/s')

// Long enough that a hundredth of the requests is more than two.
const half = await sendLoad({ url: pawl.url, connections, spansPerRequest, spans, spansPerS: rate / 2 })
report('ingest.ack_p99_ms', quantile(half.ackMs, 0.99), 'ms')
const status = (await (await fetch(`${pawl.url}/api/status`)).json()) as { process?: { loopDelayP99Ms: number } }
report('server.loop_delay_p99_ms', status.process?.loopDelayP99Ms ?? Number.NaN, 'ms')

const sentSoFar = 2 * spans + warmUpSpans
const memory: number[] = []
if (longSpans > sentSoFar) {
  const parts = 4
  for (let part = 0; part < parts; part++) {
    await sendLoad({ url: pawl.url, connections, spansPerRequest, spans: (longSpans - sentSoFar) / parts })
    memory.push(pawl.rssMb())
  }
}
report('ingest.peak_rss_mb', pawl.peakRssMb(), 'MB')
if (memory.length > 1) report('ingest.rss_growth_mb', (memory.at(-1) ?? 0) - (memory[0] ?? 0), 'MB')
await pawl.stop()
removeDataDir(pawl.dataDir)

const direct = await measureDirectInserts({ spansPerRequest, warmUpSpans, spans: spans / 3 })
report('ingest.direct_spans_per_s', direct, 'spans/s')
report('ingest.ratio', rate / direct, 'ratio')
process.exit(0)
