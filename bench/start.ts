import { newDataDir, type PawlProcess, removeDataDir, startPawl } from './pawl-process.ts'
import { option, quantile, report } from './workload.ts'

// How long Pawl takes until it is ready, and what it holds when nothing happens.
const runs = option('runs', { full: 3, smoke: 1 })
const settleMs = option('settle-ms', { full: 5000, smoke: 200 })

async function idleRssMb(pawl: PawlProcess): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, settleMs))
  return pawl.rssMb()
}

const figures = { empty: [] as number[], warm: [] as number[], emptyRss: [] as number[], warmRss: [] as number[] }
for (let run = 0; run < runs; run++) {
  const dataDir = newDataDir()
  const first = await startPawl(dataDir)
  figures.empty.push(first.startMs)
  figures.emptyRss.push(await idleRssMb(first))
  await first.stop()
  const second = await startPawl(dataDir)
  figures.warm.push(second.startMs)
  figures.warmRss.push(await idleRssMb(second))
  await second.stop()
  removeDataDir(dataDir)
}
report('start.empty_ms', quantile(figures.empty, 0.5), 'ms')
report('start.warm_ms', quantile(figures.warm, 0.5), 'ms')
report('start.idle_rss_mb.first', quantile(figures.emptyRss, 0.5), 'MB')
report('start.idle_rss_mb.warm', quantile(figures.warmRss, 0.5), 'MB')
process.exit(0)
