import {
  type AddedRows,
  formatPath,
  isJsonObject,
  type JsonObject,
  type MappingPreview,
  previewMapping,
  type RowMapping,
  rowFromMappedTrace,
  type TraceFilter,
  viewTrace,
} from '@pawl/core'
import type { WholeTrace } from '../traces/index.ts'
import { addRows } from './add-rows.ts'
import { lockOpenDataset } from './change-dataset.ts'
import { countProblem, type WorkReport } from './dataset-jobs.ts'
import type { DatasetsContext } from './datasets-context.ts'
import type { PreparedRow } from './new-row.ts'

export interface FromTracesRequest {
  readonly project: string
  readonly dataset: string
  readonly filter: TraceFilter
  readonly mapping: RowMapping
  readonly person: string
}

/** What a mapping would make of the newest traces of a filter. Stores nothing. */
export async function previewFromTraces(
  { traces, now }: DatasetsContext,
  request: Omit<FromTracesRequest, 'dataset'> & { readonly limit: number },
): Promise<MappingPreview & { readonly paths: readonly string[] }> {
  const found: WholeTrace[] = []
  for await (const trace of traces.find(request.project, request.filter)) {
    if (trace.spans.length > 0) found.push(trace)
    if (found.length >= request.limit) break
  }
  const maker = { who: request.person, at: now().toISOString() }
  const preview = previewMapping(
    found.map(({ spans }) => spans),
    request.mapping,
    maker,
  )
  return { ...preview, paths: [...new Set(found.slice(0, 3).flatMap(({ spans }) => pathsOf(viewTrace(spans))))] }
}

const mostPaths = 300

/** Paths to what the view of a trace holds, three steps deep. */
function pathsOf(view: JsonObject): readonly string[] {
  const found: string[] = []
  const walk = (value: JsonObject, steps: readonly string[]): void => {
    for (const [key, each] of Object.entries(value)) {
      if (found.length >= mostPaths) return
      found.push(formatPath([...steps, key]))
      if (steps.length < 2 && isJsonObject(each)) walk(each, [...steps, key])
    }
  }
  walk(view, [])
  return found
}

export interface MakeFromTraces extends FromTracesRequest {
  readonly onDuplicate: 'merge' | 'add' | 'skip'
  readonly maxRows: number
}

const rowsAtOnce = 200

/**
 * Starts to make a row of each trace of a filter, newest first.
 *
 * @returns the id of the job
 * @throws AppError `not_found`; `conflict` when the dataset is archived
 */
export async function startFromTraces(context: DatasetsContext, request: MakeFromTraces): Promise<string> {
  const { project, person } = request
  const dataset = await context.control.transaction((transaction) => lockOpenDataset(transaction, request))
  return await context.jobs.start({
    ...{ project, dataset, person, kind: 'from_traces', unit: 'traces', total: null },
    run: (report, signal) => makeFromTraces(context, request, { report, signal }),
  })
}

interface Work {
  readonly report: WorkReport
  readonly signal: AbortSignal
}

async function makeFromTraces(context: DatasetsContext, request: MakeFromTraces, work: Work): Promise<void> {
  const { report, signal } = work
  const maker = { who: request.person, at: context.now().toISOString() }
  let waiting: PreparedRow[] = []
  for await (const { traceId, spans, isCut } of context.traces.find(request.project, request.filter)) {
    signal.throwIfAborted()
    if (spans.length === 0) continue
    report.read += 1
    report.progress.done += 1
    const { row, problems } = rowFromMappedTrace(spans, request.mapping, maker)
    const [problem] = isCut ? [tooLarge] : problems
    if (problem !== undefined) {
      const { field, message, fix } = problem
      countProblem(report, { line: null, traceId, where: field, message, fix })
      continue
    }
    waiting.push({ fields: row, status: 'draft' })
    const made = report.added + report.merged + waiting.length
    if (waiting.length >= rowsAtOnce || made >= request.maxRows) {
      await addPart(context, { ...request, rows: waiting, note: 'From traces' }, report)
      waiting = []
    }
    if (report.added + report.merged >= request.maxRows) return
  }
  await addPart(context, { ...request, rows: waiting, note: 'From traces' }, report)
}

const tooLarge = {
  field: '',
  message: 'The trace is too large to be a row',
  fix: 'Make a row of one of its spans',
}

/** Adds some rows as one change, and counts what became of them. */
export async function addPart(
  context: DatasetsContext,
  part: Parameters<typeof addRows>[1],
  report: WorkReport,
): Promise<AddedRows | null> {
  if (part.rows.length === 0) return null
  context.assertWritable()
  const added = await addRows(context, part)
  for (const { outcome, duplicates } of added.results) {
    if (outcome === 'added') report.added += 1
    if (outcome === 'merged') report.merged += 1
    if (outcome === 'skipped') report.skipped += 1
    if (outcome === 'added' && duplicates.length > 0) report.nearDuplicates += 1
  }
  return added
}
