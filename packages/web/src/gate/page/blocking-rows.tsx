import type { GateView, RowVerdict } from '@pawl/core'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { Button, IconButton } from '../../ui/button.tsx'
import { formatCount } from '../../ui/format/index.ts'
import { Panel } from '../../ui/panel.tsx'
import { useRowNames } from '../use-row-names.ts'
import { BlockingRowLine } from './blocking-row-line.tsx'

const order = { broken: 0, unsure: 1, holds: 2 } as const satisfies Record<RowVerdict['state'], number>
const mostShown = 20
/** Rows that hold are all alike: a few will do. */
const fewestShown = 6
/** However many rows there are, the page stays light. */
const pageSize = 100

/** Those that decide first: broken, then unsure with the most trials, then those that hold. */
const byInterest = (a: RowVerdict, b: RowVerdict): number =>
  order[a.state] - order[b.state] || b.passed + b.failed - (a.passed + a.failed)

export function BlockingRows({ gate }: { readonly gate: GateView }) {
  const { rows, bounds } = gate.decision
  const [page, setPage] = useState<number>()
  const sorted = rows.toSorted(byInterest)
  const holding = rows.filter(({ state }) => state === 'holds').length
  const fewest = Math.min(mostShown, Math.max(fewestShown, rows.length - holding))
  const shown = page === undefined ? sorted.slice(0, fewest) : sorted.slice(page * pageSize, (page + 1) * pageSize)
  const nameOf = useRowNames(shown.map(({ rowId }) => rowId))
  return (
    <Panel
      title="Blocking rows"
      note={rows.length === 0 ? undefined : `${formatCount(holding)} of ${formatCount(rows.length)} hold`}
    >
      {rows.length === 0 ? (
        <p className="px-3.5 py-3 text-ink-2">
          No row could stop this release. A row blocks when it is active, meant to block, and a good version was seen to
          pass it.
        </p>
      ) : (
        <ul aria-label="Blocking rows">
          {shown.map((row) => (
            <li key={row.rowId} data-row={row.rowId} className="border-b last:border-b-0">
              <BlockingRowLine gate={gate} row={row} bounds={bounds} name={nameOf(row.rowId)} />
            </li>
          ))}
        </ul>
      )}
      {rows.length > fewest ? <More rows={rows.length} page={page} onPage={setPage} /> : null}
    </Panel>
  )
}

interface MoreProps {
  readonly rows: number
  /** Undefined: the few that matter most. */
  readonly page: number | undefined
  readonly onPage: (page: number) => void
}

function More({ rows, page, onPage }: MoreProps) {
  if (page === undefined) {
    return (
      <div className="border-t px-3.5 py-2">
        <Button variant="ghost" onClick={() => onPage(0)}>
          Show all {formatCount(rows)}
        </Button>
      </div>
    )
  }
  if (rows <= pageSize) return null
  const last = Math.min(rows, (page + 1) * pageSize)
  return (
    <nav aria-label="Pages of blocking rows" className="flex items-center justify-end gap-2 border-t px-3.5 py-2">
      <span className="text-xs text-ink-2">
        {formatCount(page * pageSize + 1)}–{formatCount(last)} of {formatCount(rows)}
      </span>
      <IconButton icon={ChevronLeft} label="Earlier rows" disabled={page === 0} onClick={() => onPage(page - 1)} />
      <IconButton icon={ChevronRight} label="Later rows" disabled={last === rows} onClick={() => onPage(page + 1)} />
    </nav>
  )
}
