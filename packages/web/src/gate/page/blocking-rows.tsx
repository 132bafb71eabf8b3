import type { GateView, RowVerdict } from '@pawl/core'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { formatCount } from '../../ui/format/index.ts'
import { Panel } from '../../ui/panel.tsx'
import { useRowPreviews } from '../use-row-previews.ts'
import { BlockingRowLine } from './blocking-row-line.tsx'

const order = { broken: 0, unsure: 1, holds: 2 } as const satisfies Record<RowVerdict['state'], number>
const mostShown = 20
/** Rows that hold are all alike: a few will do. */
const fewestShown = 6
const step = 200

/** Those that decide first: broken, then unsure with the most trials, then those that hold. */
const byInterest = (a: RowVerdict, b: RowVerdict): number =>
  order[a.state] - order[b.state] || b.passed + b.failed - (a.passed + a.failed)

export function BlockingRows({ gate }: { readonly gate: GateView }) {
  const { rows, bounds, subject } = gate.decision
  const [more, setMore] = useState(0)
  const previewOf = useRowPreviews(subject.datasets.map(({ name }) => name))
  const sorted = rows.toSorted(byInterest)
  const holding = rows.filter(({ state }) => state === 'holds').length
  const count = more + Math.min(mostShown, Math.max(fewestShown, rows.length - holding))
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
          {sorted.slice(0, count).map((row) => (
            <li key={row.rowId} data-row={row.rowId} className="border-b last:border-b-0">
              <BlockingRowLine gate={gate} row={row} bounds={bounds} preview={previewOf(row.rowId)} />
            </li>
          ))}
        </ul>
      )}
      {rows.length > count ? (
        <div className="border-t px-3.5 py-2">
          <Button variant="ghost" onClick={() => setMore(more + step)}>
            Show {formatCount(Math.min(step, rows.length - count))} more of {formatCount(rows.length)}
          </Button>
        </div>
      ) : null}
    </Panel>
  )
}
