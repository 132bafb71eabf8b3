import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { toStoreError } from './engine-error.ts'
import type { RowsFile } from './telemetry-store.ts'

let laidCount = 0

/** Lays rows down in the `rowsDirectory` of a store, for one insert. Throws AppError as the store does. */
export async function layRows(directory: string, rows: Uint8Array): Promise<RowsFile> {
  const file = join(directory, `laid-${++laidCount}.rows`)
  try {
    await writeFile(file, rows, { mode: 0o600 })
  } catch (error) {
    await rm(file, { force: true })
    throw toStoreError(error, 'to lay rows down')
  }
  return { file, byteLength: rows.byteLength }
}

/** What is deleted from the tables must not be left in a file. */
export const takeRowsAway = ({ file }: RowsFile): Promise<void> => rm(file, { force: true })
