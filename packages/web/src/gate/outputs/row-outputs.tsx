import type { GateView, RunRowDetail } from '@pawl/core'
import { useQueries, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Suspense } from 'react'
import { ProblemError, problemOf } from '../../api/index.ts'
import { ComparedOutputs } from '../../runs/index.ts'
import { ErrorState, SkeletonLines } from '../../ui/states.tsx'
import { gateRecordQuery, isUnderWay, trialsOfRowQuery } from '../gate-queries.ts'
import { type RowRuns, runsOfEvidence, runsOfGate } from './find-outputs.ts'

export interface RowOutputsProps {
  readonly gate: GateView
  readonly rowId: string
  readonly dataset: string
}

/** What came out of a row on either side, with the words that differ. */
export function RowOutputs({ gate, rowId, dataset }: RowOutputsProps) {
  const record = useQuery({ ...gateRecordQuery(gate.id), enabled: gate.status === 'decided' })
  if (gate.status === 'decided' && record.isPending) return <Loading />
  const runs = record.data ? runsOfEvidence(record.data.evidence, rowId) : runsOfGate(gate, dataset)
  return <LoadedOutputs key={`${runs.baseline} ${runs.candidate}`} runs={runs} gate={gate} rowId={rowId} />
}

const Loading = () => (
  <div className="p-4">
    <SkeletonLines lines={5} />
  </div>
)

interface LoadedOutputsProps {
  readonly runs: RowRuns
  readonly gate: GateView
  readonly rowId: string
}

function LoadedOutputs({ runs, gate, rowId }: LoadedOutputsProps) {
  const refetchInterval = isUnderWay(gate) ? 4000 : (false as const)
  const side = (runIds: readonly string[]) => ({
    queries: runIds.map((runId) => ({ ...trialsOfRowQuery(runId, rowId), refetchInterval })),
  })
  const baseline = useQueries(side(runs.baseline))
  const candidate = useQueries(side(runs.candidate))
  const all = [...baseline, ...candidate]
  if (all.some(({ isPending }) => isPending)) return <Loading />
  const failed = all.find(({ error }) => error !== null && !isMissing(error))
  if (failed) return <ErrorState compact problem={problemOf(failed.error)} onRetry={() => void failed.refetch()} />
  const [before, after] = [merged(baseline), merged(candidate)]
  return (
    <Suspense fallback={<Loading />}>
      <ComparedOutputs earlier={before} later={after} labels={{ before: 'Deployed', after: 'Candidate' }}>
        <p className="flex flex-wrap gap-x-3 text-xs text-ink-2">
          <Link to="/rows/$rowId" params={{ rowId }} className="font-medium text-accent hover:underline">
            Open the row
          </Link>
          {before === undefined ? (
            <span>What is deployed was not run on it in this gate: the verdict did not need it.</span>
          ) : null}
        </p>
      </ComparedOutputs>
    </Suspense>
  )
}

/** A run that has no trial of the row is no failure of the page. */
const isMissing = (error: Error): boolean => error instanceof ProblemError && error.problem.status === 404

/** The trials of one row over several runs; the target numbers them all in one row, so none stands twice. */
function merged(answers: readonly { readonly data: RunRowDetail | undefined }[]): RunRowDetail | undefined {
  const details = answers.flatMap(({ data }) => data ?? [])
  const [first] = details
  if (first === undefined) return undefined
  const trials = details.flatMap((detail) => detail.trials).sort((a, b) => a.trial - b.trial)
  return trials.length === 0 ? undefined : { ...first, trials }
}
