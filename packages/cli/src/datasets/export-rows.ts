import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Query } from '../api/api-client.ts'
import type { CommandContext } from '../command-context.ts'
import { formatBytes } from '../layout/format-value.ts'
import { createProgressLine } from '../layout/progress-line.ts'
import { datasetPath } from './list-datasets.ts'

/** Writes rows as JSON lines or CSV. A file appears under its name only when it is complete. */
export async function exportRows(
  context: CommandContext,
  { dataset, query, output }: { readonly dataset: string; readonly query: Query; readonly output: string | undefined },
): Promise<void> {
  const response = await context.api.open(`${datasetPath(dataset)}/export`, { query })
  const progress = createProgressLine(context.terminal)
  let bytes = 0
  const counter = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      bytes += chunk.byteLength
      progress.update(() => formatBytes(bytes))
      done(null, chunk)
    },
  })
  const body = response.body ?? []
  if (output === undefined) await pipeline(body, counter, context.terminal.stdout, { end: false })
  else {
    const partial = `${output}.partial`
    try {
      await pipeline(body, counter, createWriteStream(partial))
      await rename(partial, output)
    } catch (error) {
      await rm(partial, { force: true })
      throw error
    }
  }
  progress.clear()
  context.note(`Exported ${formatBytes(bytes)}${output === undefined ? '' : ` to ${output}`}.`)
}
