import type { RunRowDetail, Trial } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { problemOf } from '../../api/index.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState, SkeletonLines } from '../../ui/states.tsx'
import { trialWords } from '../marks/words.ts'
import { runRowQuery } from '../run-queries.ts'
import { TrialView } from './trial-view.tsx'

/** The trials of a row: one is open, the worst first. */
export function RowDetail({ runId, rowId }: { readonly runId: string; readonly rowId: string }) {
  const detail = useQuery(runRowQuery(runId, rowId))
  if (detail.isPending) {
    return (
      <div className="border-t bg-canvas p-4">
        <SkeletonLines lines={5} />
      </div>
    )
  }
  if (detail.isError)
    return <ErrorState compact problem={problemOf(detail.error)} onRetry={() => void detail.refetch()} />
  return <LoadedRow row={detail.data} />
}

const badness: Readonly<Record<Trial['status'], number>> = {
  fail: 0,
  unrecorded_tool_call: 1,
  error: 2,
  unknown: 3,
  pass: 4,
}

/** The trial that a reader looks for: the first that did worst. */
export const worstTrial = (trials: readonly Trial[]): Trial | undefined =>
  trials.toSorted((a, b) => badness[a.status] - badness[b.status])[0]

function LoadedRow({ row }: { readonly row: RunRowDetail }) {
  const [number, setNumber] = useState(worstTrial(row.trials)?.trial)
  const trial = row.trials.find((each) => each.trial === number) ?? row.trials[0]
  return (
    <div className="border-t bg-canvas">
      {row.trials.length > 1 ? (
        <div className="flex flex-wrap items-center gap-1 px-4 pt-2.5">
          {row.trials.map((each) => (
            <Button key={each.trial} pressed={each === trial} onClick={() => setNumber(each.trial)}>
              {each.trial} {trialWords[each.status].label.toLowerCase()}
            </Button>
          ))}
        </div>
      ) : null}
      {trial ? (
        <TrialView key={trial.trial} row={row} trial={trial} />
      ) : (
        <p className="p-4 text-ink-3">No trial of this row yet.</p>
      )}
    </div>
  )
}
