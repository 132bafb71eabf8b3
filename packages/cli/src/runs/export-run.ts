import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import type { CommandContext } from '../command-context.ts'

export interface ExportRequest {
  readonly runId: string
  readonly form: 'csv' | 'json'
  /** A file; standard output when undefined. */
  readonly output: string | undefined
}

/** Writes all trials of a run. A file appears under its name only when it is complete. */
export async function exportRun(context: CommandContext, { runId, form, output }: ExportRequest): Promise<void> {
  const response = await context.api.open(`/api/runs/${encodeURIComponent(runId)}/export`, { query: { format: form } })
  const body = response.body ?? []
  if (output === undefined) {
    await pipeline(body, context.terminal.stdout, { end: false })
    return
  }
  const partial = `${output}.partial`
  try {
    await pipeline(body, createWriteStream(partial))
    await rename(partial, output)
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
  context.note(`Exported the trials of ${runId} to ${output}.`)
}
