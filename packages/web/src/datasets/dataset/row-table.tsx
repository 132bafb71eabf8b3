import type { RowSummary } from '@pawl/core'
import { Link } from '@tanstack/react-router'
import type { VirtualItem } from '@tanstack/react-virtual'
import { cx } from '../../ui/class-names.ts'
import { oneLine } from '../../ui/visible-text.ts'
import { LabelBadges, ProofBadge, RowStatusBadge } from '../marks/row-marks.tsx'
import { gridTemplate, rowColumns } from './row-columns.tsx'

export const rowHeight = 34
export const cardHeight = 92

export interface RowTableProps {
  readonly rows: readonly RowSummary[]
  readonly items: readonly VirtualItem[]
  readonly totalHeight: number
  readonly chosen: ReadonlySet<string>
  /** Position of the row that the keyboard is at. */
  readonly at: number
  readonly onChoose: (rowId: string, range: boolean) => void
  readonly onChooseAll: () => void
}

/** Rows as a table; only those in sight exist. */
export function RowTable(props: RowTableProps) {
  const { rows, items, totalHeight, chosen, at, onChoose, onChooseAll } = props
  const isAll = rows.length > 0 && rows.every((row) => chosen.has(row.id))
  return (
    <table className="grid min-w-max md:min-w-full" aria-rowcount={rows.length}>
      <thead className="sticky top-0 z-20 grid border-b bg-surface">
        <tr className="grid h-8 items-center" style={{ gridTemplateColumns: gridTemplate }}>
          <th scope="col" className="pl-4 text-left">
            <input
              type="checkbox"
              aria-label="Choose all loaded rows"
              className="block size-3.5 accent-accent"
              checked={isAll}
              ref={(box) => {
                if (box) box.indeterminate = !isAll && chosen.size > 0
              }}
              onChange={onChooseAll}
            />
          </th>
          {rowColumns.map(({ id, label }) => (
            <th key={id} scope="col" className="truncate px-2 text-left text-2xs font-medium text-ink-3">
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="relative grid" style={{ height: totalHeight }}>
        {items.map((item) => {
          const row = rows[item.index]
          if (!row) return null
          return (
            <tr
              key={row.id}
              data-row={row.id}
              aria-rowindex={item.index + 1}
              aria-selected={chosen.has(row.id)}
              className={cx(
                'absolute inset-x-0 top-0 grid items-center border-b hover:bg-hover',
                chosen.has(row.id) && 'bg-selected!',
                item.index === at && 'shadow-[inset_2px_0_0_var(--color-accent)]',
                row.status === 'archived' && 'text-ink-3',
              )}
              style={{
                height: rowHeight,
                transform: `translateY(${item.start}px)`,
                gridTemplateColumns: gridTemplate,
              }}
            >
              <td className="h-full">
                <ChooseBox row={row} isChosen={chosen.has(row.id)} onChoose={onChoose} className="pl-4" />
              </td>
              {rowColumns.map(({ id, cell }) => (
                <td key={id} className="min-w-0 truncate px-2">
                  {cell(row)}
                </td>
              ))}
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

interface ChooseBoxProps {
  readonly row: RowSummary
  readonly isChosen: boolean
  readonly onChoose: RowTableProps['onChoose']
  readonly className: string
}

const ChooseBox = ({ row, isChosen, onChoose, className }: ChooseBoxProps) => (
  <label className={cx('flex h-full cursor-pointer items-center', className)}>
    <input
      type="checkbox"
      aria-label={`Choose: ${oneLine(row.preview, 60) || row.id}`}
      className="block size-3.5 accent-accent"
      checked={isChosen}
      onChange={(event) => onChoose(row.id, event.nativeEvent instanceof MouseEvent && event.nativeEvent.shiftKey)}
    />
  </label>
)

type RowCardsProps = Pick<RowTableProps, 'rows' | 'items' | 'totalHeight' | 'chosen' | 'onChoose'>

/** The same on a phone. */
export const RowCards = ({ rows, items, totalHeight, chosen, onChoose }: RowCardsProps) => (
  <ul aria-label="Rows" className="relative" style={{ height: totalHeight }}>
    {items.map((item) => {
      const row = rows[item.index]
      if (!row) return null
      return (
        <li
          key={row.id}
          className={cx('absolute inset-x-0 top-0 flex border-b', chosen.has(row.id) && 'bg-selected')}
          style={{ height: cardHeight, transform: `translateY(${item.start}px)` }}
        >
          <ChooseBox row={row} isChosen={chosen.has(row.id)} onChoose={onChoose} className="px-4" />
          <Link to="/rows/$rowId" params={{ rowId: row.id }} className="min-w-0 flex-1 py-2.5 pr-4">
            <span className="block truncate font-medium">{oneLine(row.preview) || '(empty input)'}</span>
            <span className="block truncate text-ink-2">
              {oneLine(row.expectedPreview) || <span className="text-warn">Expected behavior not stated</span>}
            </span>
            <span className="mt-1.5 flex gap-1 overflow-hidden">
              <RowStatusBadge status={row.status} />
              <ProofBadge state={row.proof} />
              <LabelBadges labels={row.labels} risks={row.risks} />
            </span>
          </Link>
        </li>
      )
    })}
  </ul>
)
