import { randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import {
  AppError,
  guessRowMapping,
  type ImportedRow,
  type ImportFormat,
  type ImportPreview,
  type ImportProblem,
  isJsonObject,
  type RecordProblem,
  type RowMapping,
} from '@pawl/core'
import { lockOpenDataset } from './change-dataset.ts'
import { countProblem, type WorkReport } from './dataset-jobs.ts'
import type { DatasetsContext } from './datasets-context.ts'
import { ImportedEvaluators } from './import-evaluators.ts'
import { addPart } from './make-from-traces.ts'
import type { PreparedRow } from './new-row.ts'
import { readAhead } from './read-ahead.ts'
import { readImport } from './read-import.ts'
import { duplicateMarks } from './row-texts-of.ts'

export interface ImportRequest {
  readonly project: string
  readonly dataset: string
  readonly body: ReadableStream<Uint8Array> | null
  readonly format: ImportFormat | undefined
  readonly file: string | undefined
  readonly mapping: RowMapping | undefined
  readonly person: string
}

/**
 * Takes a file in and starts to import it: it is on disk when this returns, so that a slow store never holds its
 * sender. Bad records are counted with their line; the rest goes in.
 *
 * @returns the id of the job
 * @throws AppError `not_found`; `conflict` when the dataset is archived; `payload_too_large`, `disk_full`
 */
export async function startImport(
  context: DatasetsContext,
  request: ImportRequest & { readonly onDuplicate: 'merge' | 'add' | 'skip' },
): Promise<string> {
  const { project, person } = request
  context.jobs.assertRoom()
  const dataset = await context.control.transaction((transaction) => lockOpenDataset(transaction, request))
  const path = await receiveFile(context, request.body)
  try {
    const { size } = await stat(path)
    return await context.jobs.start({
      ...{ project, dataset, person, kind: 'import', unit: 'bytes', total: size },
      run: async (report, signal) => {
        try {
          await importFile(context, { ...request, path }, { report, signal })
        } finally {
          await rm(path, { force: true })
        }
      },
    })
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
}

const largestFile = 8 * 1024 ** 3
const bytesBetweenChecks = 16 * 1024 ** 2

async function receiveFile(
  { importDirectory, assertWritable }: DatasetsContext,
  body: ReadableStream<Uint8Array> | null,
): Promise<string> {
  assertWritable()
  await mkdir(importDirectory, { recursive: true })
  const path = join(importDirectory, `${randomUUID()}.part`)
  let bytes = 0
  let checked = 0
  const guard = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      bytes += chunk.byteLength
      if (bytes > largestFile) {
        done(new AppError('payload_too_large', `A file may have ${largestFile} bytes.`, { fix: 'Send it in parts.' }))
        return
      }
      if (bytes - checked > bytesBetweenChecks) {
        checked = bytes
        assertWritable()
      }
      done(null, chunk)
    },
  })
  const source = body === null ? Readable.from([]) : Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0])
  try {
    await pipeline(source, guard, createWriteStream(path))
    return path
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
}

const rowsAtOnce = 1000
const charactersAtOnce = 8_000_000

interface Work {
  readonly report: WorkReport
  readonly signal: AbortSignal
}

type FileImport = Omit<ImportRequest, 'body'> & {
  readonly path: string
  readonly onDuplicate: 'merge' | 'add' | 'skip'
}

async function importFile(context: DatasetsContext, request: FileImport, work: Work): Promise<void> {
  const { report, signal } = work
  const note = request.file === undefined ? 'Imported' : `Imported from ${request.file}`
  const evaluators = new ImportedEvaluators()
  for await (const { rows, lines, bytesRead } of readAhead(readBatches(context, request, { ...work, evaluators }))) {
    signal.throwIfAborted()
    await evaluators.make(context, request)
    const added = await addPart(context, { ...request, rows, note }, report)
    for (const [at, { remark }] of (added?.results ?? []).entries()) {
      if (remark === null) continue
      const fix = 'Activate it once its evaluators are there'
      const message = `The row is a draft: ${remark}`
      countProblem(report, { line: lines[at] ?? null, traceId: null, where: 'status', message, fix })
    }
    report.progress.done = bytesRead
  }
  for (const problem of evaluators.problems()) countProblem(report, problem)
  report.progress.done = report.progress.total ?? report.progress.done
}

interface Batch {
  readonly rows: PreparedRow[]
  readonly lines: number[]
  /** Of the file, once the batch was read. */
  readonly bytesRead: number
}

/** Reads and hashes rows while the batch before them is stored: the store has a thread of its own. */
async function* readBatches(
  context: DatasetsContext,
  request: FileImport,
  { report, signal, evaluators }: Work & { readonly evaluators: ImportedEvaluators },
): AsyncGenerator<Batch> {
  const source = createReadStream(request.path)
  const importing = { context: contextOf(context, request), format: request.format, mapping: request.mapping }
  let batch: Omit<Batch, 'bytesRead'> = { rows: [], lines: [] }
  let waiting = 0
  const taken = (): Batch => {
    const full = { ...batch, bytesRead: source.bytesRead }
    batch = { rows: [], lines: [] }
    waiting = 0
    return full
  }
  for await (const { records, characters } of readImport({ bytes: source, ...importing })) {
    signal.throwIfAborted()
    waiting += characters
    for (const record of records) {
      report.read += 1
      if (record.kind === 'problem') countProblem(report, problemOf(record))
      else {
        const row = preparedOf(record, evaluators)
        batch.rows.push({ ...row, marks: duplicateMarks(row.fields) })
        batch.lines.push(record.line)
      }
      if (batch.rows.length >= rowsAtOnce) yield taken()
    }
    if (waiting >= charactersAtOnce) yield taken()
  }
  yield taken()
}

/**
 * What the first records of a file would become, and what its columns are taken for. Stores nothing.
 *
 * @throws AppError `bad_request`
 */
export async function previewImport(
  context: DatasetsContext,
  request: ImportRequest & { readonly limit: number },
): Promise<ImportPreview> {
  const columns = new Set<string>()
  const rows: ImportPreview['rows'] = []
  const problems: RecordProblem[] = []
  const evaluators = new ImportedEvaluators()
  const source = {
    bytes: (request.body ?? new ReadableStream()) as unknown as AsyncIterable<Uint8Array>,
    context: contextOf(context, request),
    format: request.format,
    mapping: request.mapping,
  }
  let format: ImportFormat = request.format ?? 'jsonl'
  for await (const { records, columns: named = [] } of readImport(source)) {
    for (const name of named) columns.add(name)
    for (const record of records) {
      if (rows.length + problems.length >= request.limit) break
      if (record.kind === 'problem') problems.push(problemOf(record))
      else {
        const { fields: row, status } = preparedOf(record, evaluators)
        format = row.source.origin?.format ?? 'pawl'
        rows.push({ line: record.line, row, status })
      }
    }
    if (rows.length + problems.length >= request.limit) break
  }
  const isGuessed = format === 'csv' || format === 'jsonl'
  const names = [...columns]
  return {
    format,
    columns: names,
    mapping: request.mapping ?? (isGuessed ? guessRowMapping(names) : null),
    rows,
    problems: [...problems, ...evaluators.problems()],
  }
}

function contextOf({ now }: DatasetsContext, { person, file }: Pick<ImportRequest, 'person' | 'file'>) {
  return { who: person, at: now().toISOString(), ...(file !== undefined && { file }) }
}

/** Checks of another system become evaluators where ours do the same, and are kept in its words. */
function preparedOf(record: ImportedRow, evaluators: ImportedEvaluators): PreparedRow {
  const { row, status, checks } = record
  if (checks.length === 0 || !isJsonObject(row.metadata)) return { fields: row, status }
  const metadata = { ...row.metadata, imported_checks: [...checks] }
  return { fields: { ...row, metadata, evaluators: [...row.evaluators, ...evaluators.namesOf(record)] }, status }
}

const problemOf = ({ line, where, message, fix }: ImportProblem): RecordProblem => ({
  ...{ line, traceId: null, where, message, fix },
})
