import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { AppError, datasetJobSchema, importPreviewSchema } from '@pawl/core'
import type { Query } from '../api/api-client.ts'
import type { CommandContext } from '../command-context.ts'
import { formatBytes } from '../layout/format-value.ts'
import { createProgressLine } from '../layout/progress-line.ts'
import { safeLine } from '../layout/safe-text.ts'
import { datasetPath } from './list-datasets.ts'
import { reportJob, waitForJob } from './wait-for-job.ts'

export interface ImportRowsRequest {
  readonly dataset: string
  /** `-` for standard input. */
  readonly file: string
  readonly format: string | undefined
  /** A mapping as JSON, or `@` and a file that holds one. */
  readonly mapping: string | undefined
  readonly onDuplicate: string | undefined
  /** Show so many records instead. */
  readonly preview: number | undefined
}

/** Sends a file as it is read, and follows its import. */
export async function importRows(context: CommandContext, request: ImportRowsRequest): Promise<void> {
  const { dataset, file, format, onDuplicate, preview } = request
  const query: Query = {
    format,
    onDuplicate,
    preview,
    file: file === '-' ? undefined : basename(file),
    mapping: await readMapping(request.mapping),
  }
  const path = `${datasetPath(dataset)}/import`
  if (preview !== undefined) {
    const found = await context.api.fetchAnswer(path, importPreviewSchema, {
      ...{ method: 'POST', query },
      stream: firstBytes(readBytes(context, file)),
    })
    context.printResult(found, () => describePreview(found))
    return
  }
  const progress = createProgressLine(context.terminal)
  let bytes = 0
  async function* counted(): AsyncIterable<Uint8Array> {
    for await (const chunk of readBytes(context, file)) {
      bytes += chunk.byteLength
      progress.update(() => `sent ${formatBytes(bytes)}`)
      yield chunk
    }
  }
  const response = await context.api.open(path, { method: 'POST', query, stream: counted() })
  progress.clear()
  reportJob(context, await waitForJob(context, datasetJobSchema.parse(await response.json())))
}

/** What a preview needs of a file; a document is read whole. */
const previewBytes = 64 * 1024 * 1024

async function* firstBytes(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let bytes = 0
  for await (const chunk of chunks) {
    yield chunk
    bytes += chunk.byteLength
    if (bytes >= previewBytes) return
  }
}

async function* readBytes({ terminal }: CommandContext, file: string): AsyncIterable<Uint8Array> {
  try {
    for await (const chunk of file === '-' ? terminal.stdin : createReadStream(file, { highWaterMark: 256 * 1024 })) {
      yield chunk as Uint8Array
    }
  } catch (cause) {
    throw cannotRead(file, cause)
  }
}

function cannotRead(file: string, cause: unknown): AppError {
  const why = cause instanceof Error ? cause.message : String(cause)
  return new AppError('bad_request', `${file} cannot be read: ${why}.`, { fix: 'Name a file that is there.', cause })
}

export async function readMapping(mapping: string | undefined): Promise<string | undefined> {
  if (mapping === undefined || !mapping.startsWith('@')) return mapping
  try {
    return await readFile(mapping.slice(1), 'utf8')
  } catch (cause) {
    throw cannotRead(mapping.slice(1), cause)
  }
}

function describePreview(preview: (typeof importPreviewSchema)['_output']): string {
  const lines = [
    `Read as ${preview.format}, columns ${preview.columns.map(safeLine).join(', ') || 'as its form says'}.`,
    ...(preview.mapping === null ? [] : [`Mapping: ${JSON.stringify(preview.mapping)}`]),
    ...preview.rows.map(({ line, row }) => {
      const judged = row.evaluators.length === 0 ? '' : ` (${row.evaluators.map(safeLine).join(', ')})`
      return `line ${line}: ${safeLine(JSON.stringify(row.input)).slice(0, 200)}${judged}`
    }),
    ...preview.problems.map(({ line, message, fix }) => `line ${line}: ${safeLine(message)} (${safeLine(fix)})`),
    'Nothing was stored. Change the mapping with --mapping, or leave --preview out.',
  ]
  return `${lines.join('\n')}\n`
}
