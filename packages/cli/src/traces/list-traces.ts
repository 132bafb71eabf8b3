import { type TraceSummary, traceListSchema } from '@pawl/core'
import type { Query } from '../api/api-client.ts'
import type { CommandContext } from '../command-context.ts'
import { formatCost, formatCount, formatDuration, formatTime } from '../layout/format-value.ts'
import { type Column, renderTable } from '../layout/table.ts'

export async function listTraces(context: CommandContext, query: Query): Promise<void> {
  const list = await context.api.fetchAnswer('/api/traces', traceListSchema, { query })
  context.printResult(list, () =>
    list.traces.length === 0
      ? 'No trace matches.\n'
      : renderTable(list.traces, traceColumns, { width: context.terminal.columns, paint: context.paint }),
  )
  if (context.format === 'pretty' && list.nextCursor !== null) context.note(`More: add --cursor ${list.nextCursor}`)
}

const traceColumns: readonly Column<TraceSummary>[] = [
  { title: 'TRACE', cell: (trace) => trace.traceId, color: () => 'cyan' },
  { title: 'STARTED', cell: (trace) => formatTime(trace.startTime), dropOrder: 3 },
  {
    title: 'STATUS',
    cell: (trace) => (trace.status === 'error' ? 'error' : trace.status === 'ok' ? 'ok' : ''),
    color: (trace) => (trace.status === 'error' ? 'red' : 'green'),
    dropOrder: 2,
  },
  { title: 'DURATION', cell: (trace) => formatDuration(trace.durationMs), align: 'right', dropOrder: 1 },
  { title: 'SPANS', cell: (trace) => formatCount(trace.spanCount), align: 'right', dropOrder: 6 },
  {
    title: 'TOKENS',
    cell: (trace) => (trace.usage.totalTokens === 0 ? '' : formatCount(trace.usage.totalTokens)),
    align: 'right',
    dropOrder: 5,
  },
  { title: 'COST', cell: (trace) => formatCost(trace.costUsd), align: 'right', dropOrder: 4 },
  { title: 'NAME', cell: (trace) => trace.name, minWidth: 12 },
  { title: 'MODEL', cell: (trace) => trace.models.join(', '), minWidth: 12, dropOrder: 8 },
  { title: 'USER', cell: (trace) => trace.userId, minWidth: 8, dropOrder: 10 },
  { title: 'SESSION', cell: (trace) => trace.sessionId, minWidth: 10, dropOrder: 9 },
  { title: 'INPUT', cell: (trace) => trace.errorPreview || trace.inputPreview, minWidth: 16, dropOrder: 7 },
]
