import type { DatasetJob } from '@pawl/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { CircleAlert, CircleCheck } from 'lucide-react'
import { useEffect } from 'react'
import { cancelDatasetJob, getDatasetJob, problemOf } from '../../api/index.ts'
import { formatBytes, formatCount } from '../../ui/format/index.ts'
import { ErrorState } from '../../ui/states.tsx'
import { oneLine } from '../../ui/visible-text.ts'

const shownProblems = 100

/** A job followed to its end: how far it is, then what became of every record. */
export function JobResult({ started }: { readonly started: DatasetJob }) {
  const queries = useQueryClient()
  const query = useQuery({
    queryKey: ['datasets', 'job', started.id],
    queryFn: ({ signal }) => getDatasetJob(started.dataset, started.id, signal),
    initialData: started,
    initialDataUpdatedAt: 0,
    enabled: started.state === 'running',
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? 500 : false),
  })
  const job = query.data
  const isRunning = job.state === 'running'
  useEffect(() => {
    if (!isRunning)
      void queries.invalidateQueries({ queryKey: ['datasets'], predicate: ({ queryKey }) => queryKey[1] !== 'job' })
  }, [isRunning, queries])
  if (query.isError) return <ErrorState compact problem={problemOf(query.error)} onRetry={() => void query.refetch()} />
  return (
    <div className="space-y-3">
      {isRunning ? (
        <Progress job={job} onStop={() => void cancelDatasetJob(job.dataset, job.id).finally(() => query.refetch())} />
      ) : (
        <Outcome job={job} />
      )}
      <Tallies job={job} />
      {job.problemCount > 0 ? <Problems job={job} /> : null}
    </div>
  )
}

interface ProgressProps {
  readonly job: DatasetJob
  readonly onStop: () => void
}

function Progress({ job: { progress }, onStop }: ProgressProps) {
  const show = progress.unit === 'bytes' ? formatBytes : formatCount
  return (
    <div>
      <progress
        aria-label="Progress"
        className="h-1.5 w-full accent-accent"
        value={progress.done}
        max={progress.total ?? undefined}
      />
      <p className="mt-1 text-xs text-ink-3">
        {show(progress.done)}
        {progress.total === null ? '' : ` of ${show(progress.total)}`} read. It goes on when this window is closed.{' '}
        <button type="button" className="text-accent hover:underline" onClick={onStop}>
          Stop it
        </button>
      </p>
    </div>
  )
}

function Outcome({ job }: { readonly job: DatasetJob }) {
  const isDone = job.state === 'done'
  const Icon = isDone ? CircleCheck : CircleAlert
  const words = {
    done: `Done: ${formatCount(job.added)} ${job.added === 1 ? 'row' : 'rows'} added`,
    failed: job.error ?? 'It failed',
    cancelled: 'It was stopped',
    interrupted: 'The server stopped meanwhile. What was made is there; do it again with “Skip” to make the rest.',
    running: '',
  }
  return (
    <p role="status" className="flex items-start gap-2 text-base font-semibold">
      <Icon aria-hidden size={17} className={isDone ? 'mt-0.5 shrink-0 text-ok' : 'mt-0.5 shrink-0 text-error'} />
      {words[job.state]}
    </p>
  )
}

function Tallies({ job }: { readonly job: DatasetJob }) {
  const tallies = [
    ['read', job.read],
    ['added', job.added],
    ['merged', job.merged],
    ['skipped as duplicates', job.skipped],
    ['added though nearly another', job.nearDuplicates],
    ['not usable', job.problemCount],
  ] as const
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-1 sm:grid-cols-3">
      {tallies.map(([label, count]) => (
        <div key={label} className="flex items-baseline gap-1.5">
          <dd className="font-medium">{formatCount(count)}</dd>
          <dt className="text-xs text-ink-3">{label}</dt>
        </div>
      ))}
    </dl>
  )
}

const Problems = ({ job }: { readonly job: DatasetJob }) => (
  <section aria-label="What could not be used">
    <h3 className="mb-1 text-xs font-semibold">What could not be used</h3>
    <ul className="max-h-64 divide-y overflow-auto rounded-md border">
      {job.problems.slice(0, shownProblems).map((problem) => (
        <li
          key={`${problem.line} ${problem.traceId} ${problem.where} ${problem.message}`}
          className="px-3 py-1.5 text-xs"
        >
          <span className="font-medium">
            {problem.line === null ? oneLine(problem.traceId ?? '', 40) : `Line ${problem.line}`}
          </span>
          {problem.where ? <span className="font-mono text-ink-3"> {oneLine(problem.where, 60)}</span> : null}
          <span className="block">{oneLine(problem.message, 300)}</span>
          <span className="block text-ink-3">{oneLine(problem.fix, 300)}</span>
        </li>
      ))}
    </ul>
    {job.problemCount > shownProblems ? (
      <p className="mt-1 text-xs text-ink-3">
        The first {shownProblems} of {formatCount(job.problemCount)}.
      </p>
    ) : null}
  </section>
)
