// The thread that owns PGlite: its statements run to the end without a break, which would stop the server's event loop.
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { columnParsers } from '../column-types.ts'
import type { PgliteAnswer, PgliteRequest, PgliteWorkerData, SqlErrorFields } from './pglite-protocol.ts'

const { directory } = workerData as PgliteWorkerData

const startParams = [
  ...PGlite.defaultStartParams,
  // The default of 128 MB is allocated whole; a control store fits in far less (measured: 115 MB less resident).
  ...['-c', 'shared_buffers=16MB'],
  // Bounds the disk that the log takes and the time that recovery takes after a kill.
  ...['-c', 'max_wal_size=64MB', '-c', 'min_wal_size=32MB'],
  ...['-c', 'timezone=UTC'],
]

async function serve(port: MessagePort): Promise<void> {
  const database = await PGlite.create({ dataDir: directory, startParams, parsers: { ...columnParsers } })
  const answer = (message: PgliteAnswer): void => port.postMessage(message)
  let last: Promise<void> = Promise.resolve()
  port.on('message', (request: PgliteRequest) => {
    last = last.then(async () => {
      if (request.kind === 'run') return answer(await run(database, request.text, request.parameters))
      await database.close()
      answer({ kind: 'closed' })
      port.close()
    })
    // Anything but an SQL error means that the engine is broken: ending the thread tells the server so.
    last.catch((error: unknown) => {
      setImmediate(() => {
        throw error
      })
    })
  })
  answer({ kind: 'ready' })
}

async function run(database: PGlite, text: string, parameters: readonly unknown[]): Promise<PgliteAnswer> {
  try {
    const results =
      parameters.length === 0
        ? await database.exec(text)
        : [await database.query<Record<string, unknown>>(text, [...parameters])]
    const { rows = [], affectedRows = 0 } = results.at(-1) ?? {}
    return { kind: 'result', rows, affectedRows, inTransaction: database.isInTransaction() }
  } catch (error) {
    if (!isSqlError(error)) throw error
    const { message, code, detail, hint, constraint, table, column, position } = error
    const fields: SqlErrorFields = { message, code, detail, hint, constraint, table, column, position }
    return { kind: 'failed', error: fields, inTransaction: database.isInTransaction() }
  }
}

const isSqlError = (error: unknown): error is SqlErrorFields =>
  error instanceof Error && 'severity' in error && 'code' in error && error.code !== undefined

if (parentPort !== null) await serve(parentPort)
