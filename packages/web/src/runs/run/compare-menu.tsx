import type { RunView } from '@pawl/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { GitCompareArrows } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Instant } from '../../ui/instant.tsx'
import { Popover } from '../../ui/popover.tsx'
import { TargetName } from '../marks/run-marks.tsx'
import { runListQuery } from '../run-queries.ts'

/** Other runs of the same dataset, to compare this one with. */
export function CompareMenu({ run }: { readonly run: RunView }) {
  const [isOpen, setIsOpen] = useState(false)
  const navigate = useNavigate()
  const list = useInfiniteQuery({ ...runListQuery({ datasetName: run.datasetName }), enabled: isOpen })
  const others = (list.data?.pages.flatMap((page) => page.runs) ?? []).filter((other) => other.id !== run.id)
  const compareWith = (other: RunView) => {
    // The earlier run is what was, the later one what became of it.
    const [before, after] = other.createdAt < run.createdAt ? [other, run] : [run, other]
    void navigate({ to: '/runs/$runId/compare/$otherId', params: { runId: before.id, otherId: after.id }, search: {} })
  }
  return (
    <Popover
      label="Compare with"
      align="end"
      className="w-80 p-1"
      open={isOpen}
      onOpenChange={setIsOpen}
      trigger={<Button icon={GitCompareArrows}>Compare</Button>}
    >
      <p className="px-2 pt-1.5 pb-1 text-2xs font-medium text-ink-3">Compare with a run of {run.datasetName}</p>
      {others.map((other) => (
        <button
          key={other.id}
          type="button"
          className="flex w-full items-center gap-2 rounded px-2 py-1.5 text-left hover:bg-hover"
          onClick={() => compareWith(other)}
        >
          <TargetName target={other.target} className="flex-1" />
          <Instant iso={other.createdAt} as="relative" className="shrink-0 text-xs text-ink-3" />
        </button>
      ))}
      {others.length === 0 ? (
        <p className="px-2 py-3 text-ink-3">
          {list.isFetching ? 'Looking …' : 'There is no other run of this dataset.'}
        </p>
      ) : null}
    </Popover>
  )
}
