import type { ComparedRow } from '@pawl/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import { Badge } from '../../ui/badge.tsx'
import { cx } from '../../ui/class-names.ts'
import { formatShare } from '../../ui/format/index.ts'
import { oneLine } from '../../ui/visible-text.ts'
import { changeWords } from '../marks/words.ts'

export interface ComparedRowsProps {
  readonly rows: readonly ComparedRow[]
  readonly open: string | undefined
  readonly onOpen: (rowId: string) => void
  readonly onEnd: () => void
}

export function ComparedRows({ rows, open, onOpen, onEnd }: ComparedRowsProps) {
  const box = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => 58,
    overscan: 8,
  })
  const at = rows.findIndex((row) => row.rowId === open)
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' })
  }, [at, virtual])
  const items = virtual.getVirtualItems()
  const lastShown = items.at(-1)?.index ?? 0
  const reachesEnd = lastShown >= rows.length - 10
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when the last line shown changes.
  useEffect(() => {
    if (reachesEnd) onEnd()
  }, [reachesEnd, lastShown, rows.length])
  return (
    <div ref={box} className="h-full overflow-auto bg-surface">
      <ul aria-label="Rows" className="relative" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = rows[item.index]
          return row ? (
            <li
              key={row.rowId}
              data-row={row.rowId}
              className="absolute inset-x-0 top-0"
              style={{ height: item.size, transform: `translateY(${item.start}px)` }}
            >
              <button
                type="button"
                aria-current={row.rowId === open}
                className={cx(
                  'block h-full w-full border-b px-4 text-left outline-offset-[-2px] hover:bg-hover',
                  row.rowId === open && 'bg-selected! shadow-[inset_2px_0_0_var(--color-accent)]',
                )}
                onClick={() => onOpen(row.rowId)}
              >
                <span className="flex items-center gap-2">
                  <Badge tone={changeWords[row.change].tone} title={changeWords[row.change].meaning}>
                    {changeWords[row.change].label}
                  </Badge>
                  {row.isEdited ? <Badge title="The row was edited between the runs">edited</Badge> : null}
                  <span className="ml-auto shrink-0 text-xs text-ink-3">
                    {rateText(row.beforeRate)} → {rateText(row.afterRate)}
                  </span>
                </span>
                <span className="mt-1 block truncate">{oneLine(row.inputPreview, 200) || row.rowId}</span>
              </button>
            </li>
          ) : null
        })}
      </ul>
    </div>
  )
}

const rateText = (rate: number | null): string => (rate === null ? '—' : formatShare(rate))
