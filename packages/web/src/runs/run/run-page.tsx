import type { RunView } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Loaded } from '../../api/index.ts'
import { runQuery, runSummaryQuery } from '../run-queries.ts'
import { RunFigures } from './run-figures-panel.tsx'
import { RunHeader } from './run-header.tsx'
import { RunRowList } from './run-row-list.tsx'
import { useRunProgress } from './use-run-progress.ts'

export function RunPage() {
  const { runId } = useParams({ from: '/runs/$runId' })
  const run = useQuery(runQuery(runId))
  return (
    <Loaded isPage query={run}>
      {(data) => <LoadedRun key={runId} run={data} />}
    </Loaded>
  )
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
          <Loaded compact query={summary} lines={4}>
            {(data) => <RunFigures summary={data} />}
          </Loaded>
        </>
      }
    />
  )
}
