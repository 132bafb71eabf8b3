import { type DatasetView, datasetHistorySchema, datasetListSchema, datasetViewSchema } from '@pawl/core'
import type { CommandContext } from '../command-context.ts'
import { formatCount, formatTime } from '../layout/format-value.ts'
import { safeLine } from '../layout/safe-text.ts'
import { type Column, renderTable } from '../layout/table.ts'

export const datasetPath = (dataset: string): string => `/api/datasets/${encodeURIComponent(dataset)}`

export async function listDatasets(context: CommandContext, archived: 'exclude' | 'only'): Promise<void> {
  const list = await context.api.fetchAnswer('/api/datasets', datasetListSchema, { query: { archived } })
  context.printResult(list, () =>
    list.datasets.length === 0
      ? 'There is no dataset. Make one with `pawl datasets create <name> --purpose regression`.\n'
      : renderTable(list.datasets, datasetColumns, { width: context.terminal.columns, paint: context.paint }),
  )
}

const datasetColumns: readonly Column<DatasetView>[] = [
  { title: 'NAME', cell: (dataset) => dataset.name, color: () => 'cyan' },
  { title: 'PURPOSE', cell: (dataset) => dataset.purpose, dropOrder: 2 },
  { title: 'ACTIVE', cell: ({ rowCounts }) => formatCount(rowCounts.active), align: 'right' },
  { title: 'DRAFT', cell: ({ rowCounts }) => formatCount(rowCounts.draft), align: 'right', dropOrder: 3 },
  { title: 'REVISION', cell: ({ revision }) => formatCount(revision), align: 'right', dropOrder: 4 },
  { title: 'CHANGED', cell: ({ updatedAt }) => formatTime(updatedAt), dropOrder: 5 },
  { title: 'PROTECTS', cell: ({ protects }) => protects, minWidth: 16, dropOrder: 1 },
]

export async function showDataset(context: CommandContext, name: string): Promise<void> {
  const dataset = await context.api.fetchAnswer(datasetPath(name), datasetViewSchema)
  context.printResult(dataset, () => describeDataset(dataset))
  noteName(context, dataset)
}

export function describeDataset(dataset: DatasetView): string {
  const { rowCounts, archivedAt } = dataset
  const lines = [
    `${dataset.name} (${dataset.purpose}), revision ${dataset.revision}${archivedAt === null ? '' : `, archived ${formatTime(archivedAt)}`}`,
    ...(dataset.protects === '' ? [] : [`Protects: ${safeLine(dataset.protects)}`]),
    ...(dataset.description === '' ? [] : [safeLine(dataset.description)]),
    `Rows: ${formatCount(rowCounts.active)} active, ${formatCount(rowCounts.draft)} draft, ${formatCount(rowCounts.archived)} archived`,
  ]
  return `${lines.join('\n')}\n`
}

/** A suggestion, never a refusal. */
export function noteName(context: CommandContext, { name, nameSuggestion }: DatasetView): void {
  if (nameSuggestion === null) return
  const { reason, suggestion } = nameSuggestion
  context.note(
    `A better name may be ${suggestion}: pawl datasets edit ${name} --name ${suggestion}\n  ${safeLine(reason)}.`,
  )
}

export async function showHistory(
  context: CommandContext,
  name: string,
  query: { limit?: number | undefined; cursor?: string | undefined },
): Promise<void> {
  const history = await context.api.fetchAnswer(`${datasetPath(name)}/history`, datasetHistorySchema, { query })
  context.printResult(history, () =>
    history.revisions.length === 0
      ? 'Nothing has changed yet.\n'
      : renderTable(history.revisions, historyColumns, { width: context.terminal.columns, paint: context.paint }),
  )
  if (context.format === 'pretty' && history.nextCursor !== null)
    context.note(`More: add --cursor ${history.nextCursor}`)
}

const historyColumns: readonly Column<(typeof datasetHistorySchema)['_output']['revisions'][number]>[] = [
  { title: 'REVISION', cell: ({ revision }) => formatCount(revision), align: 'right', color: () => 'cyan' },
  { title: 'WHEN', cell: ({ at }) => formatTime(at), dropOrder: 2 },
  { title: 'WHO', cell: ({ who }) => who, minWidth: 8, dropOrder: 3 },
  {
    title: 'WHAT',
    cell: ({ change, rowChanges }) => {
      if (change !== 'rows') return change.replace('dataset_', 'dataset ')
      return Object.entries(rowChanges)
        .map(([kind, count]) => `${formatCount(count)} ${kind.replace('_', ' ')}`)
        .join(', ')
    },
  },
  { title: 'ACTIVE', cell: ({ rowCounts }) => formatCount(rowCounts.active), align: 'right', dropOrder: 4 },
  { title: 'NOTE', cell: ({ note }) => note, minWidth: 16, dropOrder: 1 },
]
