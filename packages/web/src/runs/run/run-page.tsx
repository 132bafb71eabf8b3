import type { RunView } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { problemOf } from '../../api/index.ts'
import { ErrorState, SkeletonLines } from '../../ui/states.tsx'
import { runQuery, runSummaryQuery } from '../run-queries.ts'
import { RunFigures } from './run-figures-panel.tsx'
import { RunHeader } from './run-header.tsx'
import { RunRowList } from './run-row-list.tsx'
import { useRunProgress } from './use-run-progress.ts'

export function RunPage() {
  const { runId } = useParams({ from: '/runs/$runId' })
  const run = useQuery(runQuery(runId))
  if (run.isPending) {
    return (
      <div className="p-4">
        <SkeletonLines lines={10} />
      </div>
    )
  }
  if (run.isError) return <ErrorState problem={problemOf(run.error)} onRetry={() => void run.refetch()} />
  return <LoadedRun key={runId} run={run.data} />
}

function LoadedRun({ run }: { readonly run: RunView }) {
  const progress = useRunProgress(run)
  const summary = useQuery(runSummaryQuery(run.id))
  return (
    <RunRowList
      run={run}
      summary={summary.data}
      head={
        <>
          <RunHeader run={run} progress={progress} />
          {summary.data ? (
            <RunFigures summary={summary.data} />
          ) : summary.isError ? (
            <ErrorState compact problem={problemOf(summary.error)} onRetry={() => void summary.refetch()} />
          ) : (
            <div className="p-4">
              <SkeletonLines lines={4} />
            </div>
          )}
        </>
      }
    />
  )
}
