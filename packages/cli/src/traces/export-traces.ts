import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { AppError } from '@pawl/core'
import type { Query } from '../api/api-client.ts'
import type { CommandContext } from '../command-context.ts'
import { formatAmount, formatBytes } from '../layout/format-value.ts'
import { createProgressLine } from '../layout/progress-line.ts'

export interface ExportRequest {
  readonly query: Query
  /** A file; standard output when undefined. */
  readonly output: string | undefined
}

/** Writes the matching traces as OTLP JSON lines. A file appears under its name only when it is complete. */
export async function exportTraces(context: CommandContext, { query, output }: ExportRequest): Promise<void> {
  const response = await context.api.open('/api/traces/export', {
    query,
    headers: { accept: 'application/x-ndjson' },
  })
  const progress = createProgressLine(context.terminal)
  const counted = { lines: 0, bytes: 0 }
  const counter = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      for (const byte of chunk) if (byte === 0x0a) counted.lines += 1
      counted.bytes += chunk.byteLength
      progress.update(() => `${formatAmount(counted.lines, 'line')}, ${formatBytes(counted.bytes)}`)
      done(null, chunk)
    },
  })
  const body = response.body ?? []
  if (output === undefined) await receive(() => pipeline(body, counter, context.terminal.stdout, { end: false }))
  else {
    const partial = `${output}.partial`
    try {
      await receive(() => pipeline(body, counter, createWriteStream(partial)))
      await rename(partial, output)
    } catch (error) {
      await rm(partial, { force: true })
      throw error
    }
  }
  progress.clear()
  const place = output === undefined ? '' : ` to ${output}`
  context.note(`Exported ${formatAmount(counted.lines, 'line')} (${formatBytes(counted.bytes)})${place}.`)
}

async function receive(transfer: () => Promise<void>): Promise<void> {
  try {
    await transfer()
  } catch (error) {
    // What fetch throws when the body ends before its end.
    if (!(error instanceof TypeError)) throw error
    throw new AppError('server_unreachable', 'The server stopped in the middle of the export; nothing was kept.', {
      fix: 'Run the export again, if it fails again with a shorter --from and --to.',
      cause: error,
    })
  }
}
