import { readFile } from 'node:fs/promises'
import {
  type AddedRow,
  type AddedRows,
  AppError,
  addedRowsSchema,
  draftedRowSchema,
  type RowView,
  rowViewSchema,
} from '@pawl/core'
import type { CommandContext } from '../command-context.ts'
import { datasetPath } from '../datasets/list-datasets.ts'
import { safeLine } from '../layout/safe-text.ts'
import { rowPath } from './row-lists.ts'

export interface RowOptions {
  readonly expect?: string
  readonly reference?: string
  readonly evaluator?: readonly string[]
  readonly label?: readonly string[]
  readonly risk?: readonly string[]
  readonly priority?: 'blocking' | 'advisory'
}

export interface AddRowOptions extends RowOptions {
  readonly dataset: string
  readonly trace?: string
  readonly span?: string
  readonly var?: readonly string[]
  readonly json?: string
  readonly active?: boolean
  readonly onDuplicate?: string
}

/** Makes a row from a trace, a span, a file or what is typed. */
export async function addRow(context: CommandContext, options: AddRowOptions): Promise<void> {
  const row = {
    ...(await startingRow(context, options)),
    ...fieldsOf(options),
    ...(options.active && { status: 'active' }),
  }
  const body = { rows: [row], ...(options.onDuplicate !== undefined && { onDuplicate: options.onDuplicate }) }
  const path = `${datasetPath(options.dataset)}/rows`
  const added = await context.api.fetchAnswer(path, addedRowsSchema, { method: 'POST', body })
  const [result] = added.results
  if (result === undefined) throw new AppError('internal', 'The server said nothing of the row.')
  context.printResult(added, () => describeResult(options.dataset, result))
  for (const { rowId, similarity, isExact, preview } of result.duplicates) {
    const likeness = isExact ? 'the same as' : `${Math.floor(similarity * 100)} % like`
    context.note(`It is ${likeness} ${rowId ?? 'a row of this request'}: ${safeLine(preview).slice(0, 100)}`)
  }
  if (result.remark !== null) context.note(`It is a draft: ${safeLine(result.remark)}`)
  if (result.outcome === 'held') {
    throw new AppError('conflict', 'The row was not added: there is one like it.', {
      fix: 'Add --on-duplicate merge to merge it into that one, or --on-duplicate add to have both.',
    })
  }
}

function describeResult(dataset: string, { outcome, rowId }: AddedRows['results'][number]): string {
  switch (outcome) {
    case 'added':
      return `Added row ${rowId} to ${dataset}.\n`
    case 'merged':
      return `Merged into row ${rowId} of ${dataset}.\n`
    case 'skipped':
      return `${dataset} has it already as row ${rowId}.\n`
    case 'held':
      return ''
  }
}

async function startingRow(context: CommandContext, options: AddRowOptions): Promise<AddedRow> {
  const { trace, span, json } = options
  if (span !== undefined && trace === undefined) {
    throw new AppError('bad_request', 'A span is found in its trace.', { where: '--span', fix: 'Add --trace <id>.' })
  }
  if (trace !== undefined) {
    const body = { traceId: trace, ...(span !== undefined && { spanId: span }) }
    const drafted = await context.api.fetchAnswer('/api/datasets/draft-row', draftedRowSchema, { method: 'POST', body })
    const { who: _who, at: _at, ...source } = drafted.row.source
    return { ...drafted.row, source }
  }
  if (json !== undefined) return await readJson(context, json)
  if (options.var === undefined) {
    throw new AppError('bad_request', 'The row has no input.', {
      fix: 'Make it from --trace <id>, from --json <file>, or give its variables with --var name=text.',
    })
  }
  return { input: { variables: variablesOf(options.var) } }
}

async function readJson({ terminal }: CommandContext, file: string): Promise<AddedRow> {
  try {
    let text = ''
    if (file === '-') for await (const chunk of terminal.stdin) text += String(chunk)
    else text = await readFile(file, 'utf8')
    return JSON.parse(text) as AddedRow
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new AppError('bad_request', `${file} holds no row: ${why}.`, {
      where: '--json',
      fix: 'Give a file with one row as `pawl rows show <id> --format json` prints it.',
      cause,
    })
  }
}

function variablesOf(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=')
      if (at > 0) return [pair.slice(0, at), pair.slice(at + 1)]
      throw new AppError('bad_request', `"${pair}" is no variable.`, { where: '--var', fix: 'Write --var name=text.' })
    }),
  )
}

/** The fields that options name, as the API takes them. */
function fieldsOf({ expect, reference, evaluator, label, risk, priority }: RowOptions): Record<string, unknown> {
  return {
    ...(expect !== undefined && { expectedBehavior: expect }),
    ...(reference !== undefined && { reference: jsonOrText(reference) }),
    ...(evaluator !== undefined && { evaluators: evaluator }),
    ...(label !== undefined && { labels: label }),
    ...(risk !== undefined && { risks: risk }),
    ...(priority !== undefined && { priority }),
  }
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // A reference is mostly a text, and typed without quotes.
    return text
  }
}

/** Changes a row as it is now; a change by somebody else in between is refused. */
export async function editRow(
  context: CommandContext,
  rowId: string,
  { reason, ...options }: RowOptions & { readonly reason?: string },
): Promise<void> {
  const edit = fieldsOf(options)
  if (Object.keys(edit).length === 0) {
    throw new AppError('bad_request', 'Nothing was named to change.', { fix: 'Add --expect, --evaluator, --label, …' })
  }
  await changeRow(context, rowId, (row) => ({
    ...{ path: rowPath(rowId), method: 'PATCH', body: { edit, ...(reason !== undefined && { reason }) } },
    revision: row.revision,
  }))
}

interface RowChange {
  readonly path: string
  readonly method: 'PATCH' | 'POST'
  readonly body: unknown
  readonly revision: number
}

export async function changeRow(
  context: CommandContext,
  rowId: string,
  changeOf: (row: RowView) => RowChange,
): Promise<void> {
  const { path, revision, ...call } = changeOf(await context.api.fetchAnswer(rowPath(rowId), rowViewSchema))
  const headers = { 'if-match': `"${revision}"` }
  const row = await context.api.fetchAnswer(path, rowViewSchema, { ...call, headers })
  context.printResult(row, () => `${row.id} in ${row.dataset} is ${row.status}, revision ${row.revision}.\n`)
}
