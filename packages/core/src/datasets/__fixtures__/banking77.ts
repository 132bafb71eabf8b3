import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { CsvReader } from '../../index.ts'

/** Real customer questions beside the repository, not in it; tests that need them say so when they are absent. */
const folder = fileURLToPath(new URL('../../../../../../shared/data/banking77/', import.meta.url))

export const hasBanking77 = existsSync(folder)

export function readBanking77(file: 'train.csv' | 'test.csv'): readonly string[] {
  if (!hasBanking77) return []
  const reader = new CsvReader()
  const records = [...reader.push(readFileSync(`${folder}${file}`, 'utf8')), ...reader.end()]
  return records.slice(1).map((record) => record.cells[0] ?? '')
}
