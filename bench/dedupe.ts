import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { CsvReader, DuplicateIndex, nearDuplicateSimilarity, shingleSimilarity } from '@pawl/core'
import { option, random, report, vocabulary, zipfText } from './workload.ts'

// How quickly a row is checked for near duplicates while it is added to many, and how many of them are found.
const rows = option('rows', { full: 100_000, smoke: 2_000 })
const added = option('added', { full: 20_000, smoke: 500 })
const asked = option('asked', { full: 500, smoke: 20 })

const next = random(11)

/** Real customer questions where they lie beside the repository, invented ones elsewhere. */
function questions(): readonly string[] {
  const folder = fileURLToPath(new URL('../../shared/data/banking77/', import.meta.url))
  if (!existsSync(folder)) {
    process.stderr.write('No ../shared/data/banking77: invented questions stand in for it\n')
    const words = vocabulary(7)
    return Array.from({ length: 13_000 }, () => zipfText(words, next, 30 + Math.floor(next() * 60)))
  }
  return ['train.csv', 'test.csv'].flatMap((file) => {
    const reader = new CsvReader()
    const records = [...reader.push(readFileSync(`${folder}${file}`, 'utf8')), ...reader.end()]
    return records.slice(1).map((record) => record.cells[0] ?? '')
  })
}

const originals = questions()
const original = () => originals[Math.floor(next() * originals.length)] ?? ''

/** The edits that make a near duplicate: letters lost, swapped or mistyped, and a word more or less. */
function edited(text: string): string {
  const at = Math.floor(next() * Math.max(1, text.length - 2))
  const kind = Math.floor(next() * 5)
  if (kind === 0) return text.slice(0, at) + text.slice(at + 1)
  if (kind === 1) return text.slice(0, at) + text.charAt(at + 1) + text.charAt(at) + text.slice(at + 2)
  if (kind === 2) return `${text.slice(0, at)}x${text.slice(at + 1)}`
  if (kind === 3) return `${text} please`
  return text.replace(/\S+\s+/, '')
}

/** A text of two questions is no near duplicate of either: what a dataset of 100,000 different rows looks like. */
const texts = Array.from({ length: rows }, (_, i) => originals[i] ?? `${original()} ${original()}`)
const index = new DuplicateIndex((row) => texts[row] ?? '')
for (const text of texts) index.add(text)
report('dedupe.index_bytes_per_row', index.byteLength / index.size, 'bytes')

// One in three of the rows to be added has a near duplicate.
const newcomers = Array.from({ length: added }, (_, i) =>
  i % 3 === 0 ? edited(texts[Math.floor(next() * rows)] ?? '') : `${original()} ${original()}`,
)
const started = performance.now()
let duplicates = 0
for (const text of newcomers) {
  const { duplicates: found } = index.findAndAdd(text)
  if (found.length > 0) duplicates++
  texts.push(text)
}
report('dedupe.rows_per_s', added / ((performance.now() - started) / 1000), 'rows/s')
report('dedupe.share_with_duplicates', duplicates / added, 'ratio')

// Recall over every pair of an edited question and a row: what exact Jaccard finds by comparing all, and the index too.
let [pairs, hits] = [0, 0]
const probes = Array.from({ length: asked }, () =>
  edited(originals[Math.floor(next() * Math.min(rows, originals.length))] ?? ''),
)
for (const probe of probes) {
  const found = new Set(index.find(probe, 10_000).map(({ row }) => row))
  for (let row = 0; row < Math.min(rows, originals.length); row++) {
    const text = texts[row] ?? ''
    // Texts whose lengths differ this much cannot share enough.
    if (text.length > probe.length * 1.3 + 8 || probe.length > text.length * 1.3 + 8) continue
    if (shingleSimilarity(probe, text) < nearDuplicateSimilarity) continue
    pairs++
    if (found.has(row)) hits++
  }
}
report('dedupe.pairs', pairs, 'pairs')
report('dedupe.recall', hits / pairs, 'ratio')
process.exit(0)
