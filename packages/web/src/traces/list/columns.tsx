import type { TraceSummary } from '@pawl/core'
import { createColumnHelper, type RowData } from '@tanstack/react-table'
import { formatCompact, formatCount, formatDuration } from '../../ui/format/index.ts'
import { Instant } from '../../ui/instant.tsx'
import type { SortColumn } from '../filter/list-search.ts'
import { CostText } from '../marks/cost-text.tsx'
import { StatusMark } from '../marks/status-mark.tsx'
import { DurationBar, listCell, NameCell, OutputCell, ScoreCell, textCell } from './cells.tsx'

declare module '@tanstack/react-table' {
  interface ColumnMeta<TData extends RowData, TValue> {
    readonly label: string
    readonly sort?: SortColumn
    readonly align?: 'right'
    /** Takes a share of the width that is left. */
    readonly flex?: number
  }
  interface TableMeta<TData extends RowData> {
    /** The duration that fills a bar: longer than all but a few of the loaded rows. */
    readonly fullBarMs: number
  }
}

const { display } = createColumnHelper<TraceSummary>()

/** Every column of the table, in order. */
export const traceColumns = [
  display({
    id: 'start',
    size: 118,
    meta: { label: 'Start', sort: 'start' },
    cell: ({ row }) => <Instant iso={row.original.startTime} as="compact" className="text-ink-2" />,
  }),
  display({
    id: 'status',
    size: 60,
    meta: { label: 'Status' },
    cell: ({ row }) => <StatusMark status={row.original.status} errorCount={row.original.errorCount} />,
  }),
  display({
    id: 'trace',
    size: 240,
    meta: { label: 'Name and input', flex: 3 },
    cell: ({ row }) => <NameCell trace={row.original} />,
  }),
  display({
    id: 'output',
    size: 150,
    meta: { label: 'Output', flex: 2 },
    cell: ({ row }) => <OutputCell trace={row.original} />,
  }),
  display({
    id: 'duration',
    size: 108,
    meta: { label: 'Duration', sort: 'duration', align: 'right' },
    cell: ({ row, table }) => (
      <span className="flex items-center justify-end gap-2">
        <DurationBar
          durationMs={row.original.durationMs}
          fullBarMs={table.options.meta?.fullBarMs ?? 0}
          isError={row.original.status === 'error'}
        />
        <span className="w-15 text-right">{formatDuration(row.original.durationMs)}</span>
      </span>
    ),
  }),
  display({
    id: 'tokens',
    size: 64,
    meta: { label: 'Tokens', sort: 'tokens', align: 'right' },
    cell: ({ row: { original } }) => (
      <span title={`${formatCount(original.usage.inputTokens)} in, ${formatCount(original.usage.outputTokens)} out`}>
        {original.usage.totalTokens === 0 ? (
          <span className="text-ink-3">–</span>
        ) : (
          formatCompact(original.usage.totalTokens)
        )}
      </span>
    ),
  }),
  display({
    id: 'cost',
    size: 98,
    meta: { label: 'Cost', sort: 'cost', align: 'right' },
    cell: ({ row }) => <CostText costUsd={row.original.costUsd} source={row.original.costSource} />,
  }),
  display({ id: 'models', size: 130, meta: { label: 'Model' }, cell: ({ row }) => listCell(row.original.models) }),
  display({
    id: 'session',
    size: 120,
    meta: { label: 'Session' },
    cell: ({ row }) => textCell(row.original.sessionId),
  }),
  display({ id: 'user', size: 110, meta: { label: 'User' }, cell: ({ row }) => textCell(row.original.userId) }),
  display({ id: 'tags', size: 130, meta: { label: 'Tags' }, cell: ({ row }) => listCell(row.original.tags) }),
  display({
    id: 'scores',
    size: 150,
    meta: { label: 'Scores' },
    cell: ({ row }) => <ScoreCell trace={row.original} />,
  }),
  display({
    id: 'spans',
    size: 70,
    meta: { label: 'Spans', align: 'right' },
    cell: ({ row }) => formatCompact(row.original.spanCount),
  }),
  display({
    id: 'ttft',
    size: 90,
    meta: { label: 'First token', align: 'right' },
    cell: ({ row: { original } }) =>
      original.timeToFirstTokenMs === null ? (
        <span className="text-ink-3">–</span>
      ) : (
        formatDuration(original.timeToFirstTokenMs)
      ),
  }),
  display({ id: 'tools', size: 130, meta: { label: 'Tools' }, cell: ({ row }) => listCell(row.original.tools) }),
  display({
    id: 'environment',
    size: 110,
    meta: { label: 'Environment' },
    cell: ({ row }) => textCell(row.original.environment),
  }),
  display({ id: 'service', size: 130, meta: { label: 'Service' }, cell: ({ row }) => listCell(row.original.services) }),
  display({ id: 'release', size: 110, meta: { label: 'Release' }, cell: ({ row }) => textCell(row.original.release) }),
  display({ id: 'prompts', size: 130, meta: { label: 'Prompt' }, cell: ({ row }) => listCell(row.original.prompts) }),
]
