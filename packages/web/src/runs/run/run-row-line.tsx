import type { RunRow, RunView } from '@pawl/core'
import { ChevronRight } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { Badge } from '../../ui/badge.tsx'
import { cx } from '../../ui/class-names.ts'
import { formatCostUsd, formatDuration, formatShare } from '../../ui/format/index.ts'
import { oneLine } from '../../ui/visible-text.ts'
import { standingWords } from '../marks/words.ts'
import { RowDetail } from '../row/row-detail.tsx'
import { TrialDots } from './trial-dots.tsx'

export interface RunRowLineProps {
  readonly run: RunView
  readonly row: RunRow
  readonly isSelected: boolean
  readonly isOpen: boolean
  readonly onToggle: () => void
}

export function RunRowLine({ run, row, isSelected, isOpen, onToggle }: RunRowLineProps) {
  const { label, tone, meaning } = standingWords[row.standing]
  const button = useRef<HTMLButtonElement>(null)
  // The keyboard goes with the selection: enter then opens this row and not what had the focus before.
  useEffect(() => {
    if (isSelected) button.current?.focus({ preventScroll: true })
  }, [isSelected])
  return (
    <div className={cx('border-b', isSelected && 'shadow-[inset_2px_0_0_var(--color-accent)]')}>
      <button
        ref={button}
        type="button"
        aria-expanded={isOpen}
        className={cx(
          'grid w-full grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3 min-h-10 px-4 py-1 text-left outline-offset-[-2px] hover:bg-hover md:grid-cols-[auto_7.5rem_minmax(0,1.2fr)_minmax(0,1.4fr)_6rem_5rem_5rem]',
          isSelected && 'bg-selected!',
        )}
        onClick={onToggle}
      >
        <ChevronRight aria-hidden size={14} className={cx('shrink-0 text-ink-3', isOpen && 'rotate-90')} />
        <span className="max-md:order-last">
          <Badge tone={tone} title={meaning}>
            {label}
          </Badge>
        </span>
        <span className="min-w-0" title={row.rowId}>
          <span className="block truncate">{oneLine(row.inputPreview, 200) || row.rowId}</span>
          <span className="block truncate text-xs text-error md:hidden">{oneLine(row.reasonPreview, 120)}</span>
        </span>
        <span className="hidden min-w-0 md:block">
          <span className="block truncate text-ink-2">
            {oneLine(row.outputPreview, 200) || <span className="text-ink-3">No output</span>}
          </span>
          <span className="block truncate text-xs text-error">{oneLine(row.reasonPreview, 200)}</span>
        </span>
        <span className="hidden md:block">
          <TrialDots trials={row.trials} />
          {row.flakeRate !== null && row.flakeRate > 0 ? (
            <span className="text-2xs text-ink-3" title="How likely two of its trials disagree">
              flakes {formatShare(row.flakeRate)}
            </span>
          ) : null}
        </span>
        <span className="hidden text-right text-ink-2 md:block">
          {row.latencyMs === null ? <span className="text-ink-3">—</span> : formatDuration(row.latencyMs)}
        </span>
        <span className="hidden text-right text-ink-2 md:block">
          {row.costUsd === null ? <span className="text-ink-3">—</span> : formatCostUsd(row.costUsd)}
        </span>
      </button>
      {isOpen ? <RowDetail runId={run.id} rowId={row.rowId} /> : null}
    </div>
  )
}
