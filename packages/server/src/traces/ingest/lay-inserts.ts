import { layRows, type RowsFile, type TelemetryInsert, takeRowsAway } from '../../platform/telemetry/index.ts'
import { reuseMemory } from './row-bytes.ts'

/** Fewer bytes are as quickly handed over to the thread that inserts them. */
const MIN_BYTES = 64 * 1024

/**
 * Hands over inserts whose rows are laid down in `directory`: the memory of rows is free again before they are inserted,
 * and never counts with the server's thread, whose garbage collector walks the whole heap for every 64 MB beside it.
 */
export async function withRowsLaid<Write extends { readonly inserts: readonly TelemetryInsert[] }>(
  write: Write,
  directory: string,
  handOver: (write: Write) => Promise<void>,
): Promise<void> {
  const files: RowsFile[] = []
  const lay = async (insert: TelemetryInsert): Promise<TelemetryInsert> => {
    const { rows } = insert
    if ('file' in rows || rows.byteLength < MIN_BYTES) return insert
    const file = await layRows(directory, rows)
    files.push(file)
    reuseMemory(rows.buffer as ArrayBuffer)
    return { ...insert, rows: file }
  }
  try {
    const inserts: TelemetryInsert[] = []
    for (const insert of write.inserts) inserts.push(await lay(insert))
    await handOver({ ...write, inserts })
  } finally {
    await Promise.all(files.map(takeRowsAway))
  }
}
