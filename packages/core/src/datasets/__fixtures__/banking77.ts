import { CsvReader } from '../../index.ts'
import { readShared } from '../../testing/shared-data.ts'

/** Real customer questions. */
export function readBanking77(file: 'train.csv' | 'test.csv'): readonly string[] {
  const reader = new CsvReader()
  const records = [...reader.push(readShared(`data/banking77/${file}`)), ...reader.end()]
  return records.slice(1).map((record) => record.cells[0] ?? '')
}
