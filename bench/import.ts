import { closeSync, createReadStream, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { DatasetJob } from '@pawl/core'
import { newDataDir, type PawlProcess, removeDataDir, startPawl } from './pawl-process.ts'
import { option, random, report, vocabulary, zipfText } from './workload.ts'

// A large CSV through the API into a dataset of an empty Pawl: how many rows a second, and in how much memory.
const rows = option('rows', { full: 1_000_000, smoke: 3000 })

const folder = mkdtempSync(join(tmpdir(), 'pawl-import-'))
const file = join(folder, 'rows.csv')
writeQuestions(file)
const dataDir = newDataDir()
const pawl = await startPawl(dataDir)
try {
  await measure(pawl)
} finally {
  await pawl.stop()
  removeDataDir(dataDir)
  rmSync(folder, { recursive: true })
}
process.exit(0)

function writeQuestions(path: string): void {
  const words = vocabulary(7)
  const next = random(5)
  const out = openSync(path, 'w')
  writeSync(out, 'question,expected_answer,customer\n')
  for (let row = 0; row < rows; ) {
    let part = ''
    for (const end = Math.min(rows, row + 1000); row < end; row++) {
      part += `"${zipfText(words, next, 60 + Math.floor(next() * 80))}","${zipfText(words, next, 30)}",c-${row % 5000}\n`
    }
    writeSync(out, part)
  }
  closeSync(out)
}

async function measure({ url, rssMb, peakRssMb }: PawlProcess): Promise<void> {
  const json = { 'content-type': 'application/json' }
  const body = JSON.stringify({ name: 'question_contract', purpose: 'golden' })
  await fetch(`${url}/api/datasets`, { method: 'POST', headers: json, body })
  const idleMb = rssMb()
  const started = performance.now()
  const response = await fetch(`${url}/api/datasets/question_contract/import?file=rows.csv&format=csv`, {
    ...{ method: 'POST', headers: { 'content-type': 'application/octet-stream' }, duplex: 'half' },
    body: Readable.toWeb(createReadStream(file)) as RequestInit['body'],
  } as RequestInit)
  let job = (await response.json()) as DatasetJob
  const marks = [{ rows: 0, ms: performance.now(), mb: rssMb() }]
  while (job.state === 'running') {
    await new Promise((resolve) => setTimeout(resolve, 500))
    job = (await (await fetch(`${url}/api/datasets/question_contract/jobs/${job.id}`)).json()) as DatasetJob
    const last = marks.at(-1)
    if (last === undefined || (job.read - last.rows < rows / 10 && job.state === 'running')) continue
    const mark = { rows: job.read, ms: performance.now(), mb: rssMb() }
    marks.push(mark)
    const perS = Math.round((mark.rows - last.rows) / ((mark.ms - last.ms) / 1000))
    process.stderr.write(`${mark.rows} rows, ${perS} rows/s, ${Math.round(mark.mb)} MB\n`)
  }
  if (job.state !== 'done' || job.read !== rows)
    throw new Error(`the import ended ${job.state}: ${JSON.stringify(job)}`)
  report('import.rows_per_s', rows / ((performance.now() - started) / 1000), 'rows/s')
  const [before, end] = marks.slice(-2)
  if (before !== undefined && end !== undefined) {
    report('import.last_rows_per_s', (end.rows - before.rows) / ((end.ms - before.ms) / 1000), 'rows/s')
  }
  report('import.near_duplicates', job.nearDuplicates, 'rows')
  report('import.idle_rss_mb', idleMb, 'MB')
  report('import.middle_rss_mb', marks[Math.floor(marks.length / 2)]?.mb ?? 0, 'MB')
  report('import.end_rss_mb', rssMb(), 'MB')
  report('import.peak_rss_mb', peakRssMb(), 'MB')
}
