import { type RunView, runListSchema } from '@pawl/core'
import type { Query } from '../api/api-client.ts'
import type { CommandContext } from '../command-context.ts'
import { formatCost, formatCount, formatTime } from '../layout/format-value.ts'
import { type Column, renderTable } from '../layout/table.ts'
import { targetText } from './target-text.ts'

export async function listRuns(context: CommandContext, query: Query): Promise<void> {
  const list = await context.api.fetchAnswer('/api/runs', runListSchema, { query })
  context.printResult(list, () =>
    list.runs.length === 0
      ? 'There is no run.\n'
      : renderTable(list.runs, columns, { width: context.terminal.columns, paint: context.paint }),
  )
  if (context.format === 'pretty' && list.nextCursor !== null) context.note(`More: add --cursor ${list.nextCursor}`)
}

const columns: readonly Column<RunView>[] = [
  { title: 'RUN', cell: ({ id }) => id, color: () => 'cyan' },
  { title: 'STARTED', cell: ({ createdAt }) => formatTime(createdAt), dropOrder: 3 },
  {
    title: 'STATUS',
    cell: ({ status }) => status,
    color: ({ status }) => (status === 'failed' ? 'red' : status === 'finished' ? 'green' : undefined),
  },
  {
    title: 'PASS',
    cell: ({ progress: { passRate } }) => (passRate === null ? '' : `${(passRate * 100).toFixed(1)} %`),
    align: 'right',
  },
  {
    title: 'TRIALS',
    cell: ({ progress: { finished, total } }) =>
      finished === total ? formatCount(total) : `${formatCount(finished)}/${formatCount(total)}`,
    align: 'right',
    dropOrder: 1,
  },
  {
    title: 'ERRORS',
    cell: ({ progress: { counts } }) => (counts.error === 0 ? '' : formatCount(counts.error)),
    align: 'right',
    dropOrder: 4,
  },
  { title: 'COST', cell: ({ progress: { costUsd } }) => formatCost(costUsd), align: 'right', dropOrder: 5 },
  { title: 'DATASET', cell: ({ datasetName }) => datasetName, minWidth: 12, dropOrder: 2 },
  { title: 'TARGET', cell: targetText, minWidth: 16 },
]
