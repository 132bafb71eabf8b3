import {
  type RowSummary,
  type RowView,
  rowHistorySchema,
  rowListSchema,
  rowRevisionSchema,
  rowViewSchema,
} from '@pawl/core'
import type { Query } from '../api/api-client.ts'
import type { CommandContext } from '../command-context.ts'
import { datasetPath } from '../datasets/list-datasets.ts'
import { formatTime } from '../layout/format-value.ts'
import { safeLine, safeText } from '../layout/safe-text.ts'
import { type Column, renderTable } from '../layout/table.ts'

export const rowPath = (rowId: string): string => `/api/rows/${encodeURIComponent(rowId)}`

export async function listRows(context: CommandContext, dataset: string, query: Query): Promise<void> {
  const list = await context.api.fetchAnswer(`${datasetPath(dataset)}/rows`, rowListSchema, { query })
  context.printResult(list, () =>
    list.rows.length === 0
      ? 'No row matches.\n'
      : renderTable(list.rows, rowColumns, { width: context.terminal.columns, paint: context.paint }),
  )
  if (context.format === 'pretty' && list.nextCursor !== null) context.note(`More: add --cursor ${list.nextCursor}`)
}

const statusColors = { active: 'green', draft: 'yellow', archived: 'dim' } as const

const rowColumns: readonly Column<RowSummary>[] = [
  { title: 'ROW', cell: (row) => row.id, color: () => 'cyan' },
  { title: 'STATUS', cell: (row) => row.status, color: (row) => statusColors[row.status] },
  { title: 'PRIORITY', cell: (row) => row.priority, dropOrder: 4 },
  { title: 'PROOF', cell: (row) => (row.proof === 'none' ? '' : row.proof), dropOrder: 2 },
  { title: 'EVALUATORS', cell: (row) => row.evaluators.join(', '), minWidth: 12, dropOrder: 3 },
  { title: 'LABELS', cell: (row) => row.labels.join(', '), minWidth: 10, dropOrder: 6 },
  { title: 'INPUT', cell: (row) => row.preview, minWidth: 16 },
  { title: 'EXPECTED', cell: (row) => row.expectedPreview, minWidth: 12, dropOrder: 5 },
]

export async function showRow(context: CommandContext, rowId: string): Promise<void> {
  const row = await context.api.fetchAnswer(rowPath(rowId), rowViewSchema)
  context.printResult(row, () => describeRow(row))
}

export async function showRowRevision(context: CommandContext, rowId: string, revision: number): Promise<void> {
  const found = await context.api.fetchAnswer(`${rowPath(rowId)}/revisions/${revision}`, rowRevisionSchema)
  context.printResult(found, () => `${safeText(JSON.stringify(found, null, 2))}\n`)
}

export async function showRowHistory(context: CommandContext, rowId: string): Promise<void> {
  const history = await context.api.fetchAnswer(`${rowPath(rowId)}/history`, rowHistorySchema)
  const columns: readonly Column<(typeof history.revisions)[number]>[] = [
    { title: 'REVISION', cell: ({ revision }) => String(revision), align: 'right', color: () => 'cyan' },
    { title: 'WHEN', cell: ({ at }) => formatTime(at), dropOrder: 2 },
    { title: 'WHO', cell: ({ who }) => who, minWidth: 8, dropOrder: 3 },
    { title: 'WHAT', cell: ({ change }) => change.replace('_', ' ') },
    { title: 'STATUS', cell: ({ status }) => status },
    { title: 'FIELDS', cell: ({ changedFields }) => changedFields.join(', '), minWidth: 10, dropOrder: 4 },
    { title: 'NOTE', cell: ({ note }) => note, minWidth: 16, dropOrder: 1 },
  ]
  context.printResult(history, () =>
    renderTable(history.revisions, columns, { width: context.terminal.columns, paint: context.paint }),
  )
}

function describeRow(row: RowView): string {
  const { source, context: around, observedOutput } = row
  const json = (value: unknown) => safeText(JSON.stringify(value, null, 2))
  const from = [source.kind, source.traceId, source.spanId, source.origin?.file].filter((part) => part !== undefined)
  const lines = [
    `${row.id} in ${row.dataset}: ${row.status}, ${row.priority}, revision ${row.revision}`,
    `From ${safeLine(from.join(' '))}, ${safeLine(source.who)}, ${formatTime(source.at)}`,
    ...(row.isErased ? ['Its content was erased on a person’s request.'] : []),
    ...(row.labels.length === 0 ? [] : [`Labels: ${[...row.labels, ...row.risks].join(', ')}`]),
    `Evaluators: ${row.evaluators.map(safeLine).join(', ') || 'none yet'}`,
    `Proof: ${row.proofState}`,
    `Input: ${json(row.input)}`,
    ...(row.expectedBehavior === '' ? [] : [`Expected: ${safeText(row.expectedBehavior)}`]),
    ...(row.reference === null ? [] : [`Reference: ${json(row.reference)}`]),
    ...(around.toolCalls.length === 0 ? [] : [`Recorded tool calls: ${json(around.toolCalls)}`]),
    ...(observedOutput === null ? [] : [`What came out: ${json(observedOutput)}`]),
  ]
  return `${lines.join('\n')}\n`
}
