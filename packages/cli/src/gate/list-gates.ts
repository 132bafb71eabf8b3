import { type GateSummary, gateListSchema, releaseText } from '@pawl/core'
import type { Query } from '../api/api-client.ts'
import type { CommandContext } from '../command-context.ts'
import { formatCost, formatCount, formatTime } from '../layout/format-value.ts'
import { type Column, renderTable } from '../layout/table.ts'

export async function listGates(context: CommandContext, query: Query): Promise<void> {
  const list = await context.api.fetchAnswer('/api/gates', gateListSchema, { query })
  context.printResult(list, () =>
    list.gates.length === 0
      ? 'There is no gate yet. `pawl gate run` runs one.\n'
      : renderTable(list.gates, columns, { width: context.terminal.columns, paint: context.paint }),
  )
  if (context.format === 'pretty' && list.nextCursor !== null) context.note(`More: add --cursor ${list.nextCursor}`)
}

const colors = { pass: 'green', fail: 'red', inconclusive: 'yellow' } as const

const columns: readonly Column<GateSummary>[] = [
  { title: 'GATE', cell: ({ id }) => id, color: () => 'cyan' },
  { title: 'STARTED', cell: ({ createdAt }) => formatTime(createdAt), dropOrder: 2 },
  {
    title: 'VERDICT',
    cell: ({ status, verdict, isUnprotected }) =>
      status !== 'decided' ? status : isUnprotected ? 'unprotected' : verdict,
    color: ({ status, verdict, isUnprotected }) => (status !== 'decided' || isUnprotected ? 'yellow' : colors[verdict]),
  },
  { title: 'ENVIRONMENT', cell: ({ environment }) => environment, dropOrder: 3 },
  { title: 'RELEASE', cell: ({ release }) => releaseText(release), minWidth: 16 },
  { title: 'TRIALS', cell: ({ trials }) => formatCount(trials), align: 'right', dropOrder: 4 },
  { title: 'COST', cell: ({ costUsd }) => formatCost(costUsd), align: 'right', dropOrder: 5 },
  { title: 'WHY', cell: ({ reason, statusReason }) => statusReason || reason, minWidth: 20, dropOrder: 1 },
]
