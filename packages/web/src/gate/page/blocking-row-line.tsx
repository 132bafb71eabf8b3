import type { GateVerdict, GateView, RowVerdict } from '@pawl/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { ChevronRight } from 'lucide-react'
import { Badge } from '../../ui/badge.tsx'
import { cx } from '../../ui/class-names.ts'
import { oneLine } from '../../ui/visible-text.ts'
import type { GateSearch } from '../gate-search.ts'
import { roleWords, rowStateWords } from '../marks/words.ts'
import { RowOutputs } from '../outputs/row-outputs.tsx'
import { RowPath } from './row-path.tsx'

export interface BlockingRowLineProps {
  readonly gate: GateView
  readonly row: RowVerdict
  readonly bounds: GateVerdict['bounds']
  /** Undefined while it is not known. */
  readonly name: string | undefined
}

const untried = { label: 'Not tried', tone: 'neutral', meaning: 'It has no trial yet.' } as const

export function BlockingRowLine({ gate, row, bounds, name }: BlockingRowLineProps) {
  const search: GateSearch = useSearch({ from: '/gates/$gateId' })
  const navigate = useNavigate({ from: '/gates/$gateId' })
  const isOpen = search.row === row.rowId
  const tried = row.passed + row.failed
  const { label, tone, meaning } = tried === 0 ? untried : rowStateWords[row.state]
  const role = roleWords[row.role as keyof typeof roleWords]
  const toggle = () => void navigate({ search: isOpen ? {} : { row: row.rowId }, replace: true, resetScroll: false })
  return (
    <>
      <button
        type="button"
        aria-expanded={isOpen}
        className={cx(
          'grid w-full grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-1 px-3.5 py-2 text-left outline-offset-[-2px] hover:bg-hover md:grid-cols-[auto_4.5rem_minmax(0,1fr)_4rem_7rem]',
          isOpen && 'bg-selected!',
        )}
        onClick={toggle}
      >
        <ChevronRight aria-hidden size={14} className={cx('shrink-0 text-ink-3', isOpen && 'rotate-90')} />
        <span className="max-md:order-3">
          <Badge tone={tone} title={meaning}>
            {label}
          </Badge>
        </span>
        <span className="min-w-0 max-md:order-2">
          <span className="block truncate font-medium">{oneLine(name || row.rowId, 240)}</span>
          <span className="block text-xs text-ink-2 md:truncate">
            {oneLine(row.reason, 160)}
            <span className="text-ink-3" title={role?.meaning}>
              {' '}
              · {oneLine(row.dataset, 60)}
              {role ? `, ${role.label}` : ''}
              {row.withoutOutcome > 0 ? `, ${row.withoutOutcome} without an outcome` : ''}
            </span>
          </span>
        </span>
        <span className="text-right max-md:hidden" title="Passed of those tried">
          {tried === 0 ? <span className="text-ink-3">—</span> : `${row.passed}/${tried}`}
        </span>
        <span className="max-md:hidden">
          <RowPath row={row} bounds={bounds} />
        </span>
      </button>
      {isOpen ? (
        <div className="border-t bg-canvas">
          <RowOutputs gate={gate} rowId={row.rowId} dataset={row.dataset} />
        </div>
      ) : null}
    </>
  )
}
