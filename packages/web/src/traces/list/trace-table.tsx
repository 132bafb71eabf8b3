import type { TraceSort, TraceSummary } from '@pawl/core'
import { flexRender, getCoreRowModel, type Header, type Row, type Table, useReactTable } from '@tanstack/react-table'
import type { VirtualItem } from '@tanstack/react-virtual'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { useMemo } from 'react'
import { cx } from '../../ui/class-names.ts'
import { nextSort, type SortColumn } from '../filter/list-search.ts'
import { useColumnVisibility, useColumnWidths } from './column-choice.tsx'
import { traceColumns } from './columns.tsx'

export const rowHeight = 34

export interface TraceTableProps {
  readonly rows: readonly TraceSummary[]
  readonly items: readonly VirtualItem[]
  readonly totalHeight: number
  readonly selected: number
  readonly sort: TraceSort
  readonly onSort: (sort: TraceSort) => void
  /** How many rows on top arrived while the page was open. */
  readonly freshCount: number
}

/** One trace of an hour must not flatten the bars of all others. */
function longButCommonMs(rows: readonly TraceSummary[]): number {
  const sorted = rows.map((row) => row.durationMs).sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length * 0.92)] ?? 0
}

function useTraceTable(rows: readonly TraceSummary[]): Table<TraceSummary> {
  const [columnVisibility, setVisibility] = useColumnVisibility()
  const [columnSizing, setWidths] = useColumnWidths()
  const fullBarMs = useMemo(() => longButCommonMs(rows), [rows])
  const data = useMemo(() => [...rows], [rows])
  return useReactTable({
    data,
    columns: traceColumns,
    meta: { fullBarMs },
    state: { columnVisibility, columnSizing },
    defaultColumn: { minSize: 56 },
    columnResizeMode: 'onChange',
    onColumnVisibilityChange: (change) =>
      setVisibility(typeof change === 'function' ? change(columnVisibility) : change),
    onColumnSizingChange: (change) => setWidths(typeof change === 'function' ? change(columnSizing) : change),
    getCoreRowModel: getCoreRowModel(),
    getRowId: (trace) => trace.traceId,
  })
}

/** A flexible column keeps the width someone dragged it to. */
function gridTemplate(table: Table<TraceSummary>): string {
  const sizing = table.getState().columnSizing
  return table
    .getVisibleLeafColumns()
    .map((column) => {
      const flex = column.columnDef.meta?.flex
      return flex && sizing[column.id] === undefined
        ? `minmax(${column.getSize()}px, ${flex}fr)`
        : `${column.getSize()}px`
    })
    .join(' ')
}

export function TraceTable({ rows, items, totalHeight, selected, sort, onSort, freshCount }: TraceTableProps) {
  const table = useTraceTable(rows)
  const template = gridTemplate(table)
  const modelRows = table.getRowModel().rows
  return (
    <table className="grid min-w-max md:min-w-full" aria-rowcount={rows.length}>
      <thead className="sticky top-0 z-20 grid border-b bg-surface">
        <tr className="grid h-8" style={{ gridTemplateColumns: template }}>
          {table.getFlatHeaders().map((header) => (
            <HeaderCell key={header.id} header={header} sort={sort} onSort={onSort} />
          ))}
        </tr>
      </thead>
      <tbody className="relative grid" style={{ height: totalHeight }}>
        {items.map((item) => {
          const row = modelRows[item.index]
          return row ? (
            <BodyRow
              key={row.id}
              row={row}
              item={item}
              template={template}
              isSelected={item.index === selected}
              isNew={item.index < freshCount}
            />
          ) : null
        })}
      </tbody>
    </table>
  )
}

interface HeaderCellProps {
  readonly header: Header<TraceSummary, unknown>
  readonly sort: TraceSort
  readonly onSort: (sort: TraceSort) => void
}

function ariaSort(sort: TraceSort, column: SortColumn | undefined) {
  if (column === undefined) return undefined
  return sort === column ? 'ascending' : sort === `-${column}` ? 'descending' : 'none'
}

function HeaderCell({ header, sort, onSort }: HeaderCellProps) {
  const meta = header.column.columnDef.meta
  const column = meta?.sort
  const direction = ariaSort(sort, column)
  const Arrow = direction === 'ascending' ? ArrowUp : ArrowDown
  return (
    <th
      scope="col"
      aria-sort={direction}
      className={cx(
        'group relative flex min-w-0 items-center px-2 text-2xs font-medium text-ink-3 first:pl-4 last:pr-4',
        meta?.align === 'right' && 'justify-end',
      )}
    >
      {column ? (
        <button
          type="button"
          className={cx('flex items-center gap-1 rounded hover:text-ink', direction !== 'none' && 'text-ink')}
          onClick={() => onSort(nextSort(sort, column))}
        >
          {meta.label}
          <Arrow aria-hidden size={12} className={direction === 'none' ? 'opacity-0 group-hover:opacity-50' : ''} />
        </button>
      ) : (
        <span className="truncate">{meta?.label}</span>
      )}
      <span
        aria-hidden
        className="absolute top-1.5 right-0 bottom-1.5 w-2 cursor-col-resize touch-none border-r border-transparent! select-none group-hover:border-line-strong! hover:border-accent!"
        onMouseDown={header.getResizeHandler()}
        onTouchStart={header.getResizeHandler()}
        onDoubleClick={() => header.column.resetSize()}
      />
    </th>
  )
}

interface BodyRowProps {
  readonly row: Row<TraceSummary>
  readonly item: VirtualItem
  readonly template: string
  readonly isSelected: boolean
  readonly isNew: boolean
}

const BodyRow = ({ row, item, template, isSelected, isNew }: BodyRowProps) => (
  <tr
    aria-rowindex={item.index + 1}
    data-trace={row.id}
    {...(isSelected ? { 'data-selected': '' } : {})}
    className={cx(
      'absolute inset-x-0 top-0 grid items-center border-b hover:bg-hover',
      isSelected && 'bg-selected! shadow-[inset_2px_0_0_var(--color-accent)]',
      isNew && 'animate-new-row',
    )}
    style={{ height: rowHeight, transform: `translateY(${item.start}px)`, gridTemplateColumns: template }}
  >
    {row.getVisibleCells().map((cell) => (
      <td
        key={cell.id}
        className={cx(
          'min-w-0 truncate px-2 first:pl-4 last:pr-4',
          cell.column.columnDef.meta?.align === 'right' && 'text-right',
        )}
      >
        {flexRender(cell.column.columnDef.cell, cell.getContext())}
      </td>
    ))}
  </tr>
)
