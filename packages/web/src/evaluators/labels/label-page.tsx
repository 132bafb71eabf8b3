import type { LabelQueue } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { ChevronLeft, PartyPopper } from 'lucide-react'
import { problemOf } from '../../api/index.ts'
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/states.tsx'
import { evaluatorQuery, labelQueueQuery } from '../evaluator-queries.ts'
import { neededText } from '../judge/judge-report.tsx'
import { LabelDesk } from './label-desk.tsx'
import { questionsOf } from './question.ts'

/** Outputs one after the other, to be passed or failed by a person. */
export function LabelPage() {
  const { name } = useParams({ from: '/evaluators/$name/labels' })
  const queue = useQuery(labelQueueQuery(name))
  const evaluator = useQuery(evaluatorQuery(name))
  const problem = queue.error ?? evaluator.error
  const definition = evaluator.data?.versions[0]?.definition
  return (
    <div className="flex h-full flex-col">
      <header className="flex flex-wrap items-center gap-x-2 gap-y-1 border-b bg-surface px-4 py-2.5">
        <Link
          to="/evaluators/$name"
          params={{ name }}
          search={{ tab: 'people' }}
          className="text-ink-3 hover:text-ink"
          aria-label="Back to the evaluator"
        >
          <ChevronLeft aria-hidden size={16} />
        </Link>
        <h1 className="min-w-0 truncate font-semibold">Label for {name}</h1>
        {queue.data ? <Progress queue={queue.data} /> : null}
      </header>
      {problem ? (
        <ErrorState
          problem={problemOf(problem)}
          onRetry={() => void Promise.all([queue.refetch(), evaluator.refetch()])}
        />
      ) : !queue.data || !definition ? (
        <div className="p-4">
          <SkeletonLines lines={8} />
        </div>
      ) : queue.data.items.length === 0 ? (
        <NothingLeft name={name} queue={queue.data} />
      ) : (
        <LabelDesk
          // A new page of the queue is a new sitting.
          key={queue.data.items.map((item) => item.subjectId).join()}
          items={queue.data.items}
          questions={questionsOf(definition)}
        />
      )}
    </div>
  )
}

const Progress = ({ queue }: { readonly queue: LabelQueue }) => {
  const all = queue.labelledCount + queue.waitingCount
  return (
    <p className="ml-auto text-xs text-ink-2">
      {queue.labelledCount} of {all} labelled
      {queue.labelledCount === 0 ? null : (
        <span className="max-md:hidden"> · {neededText(queue.labelsStillNeeded)}</span>
      )}
    </p>
  )
}

function NothingLeft({ name, queue }: { readonly name: string; readonly queue: LabelQueue }) {
  const link = (
    <Link
      to="/evaluators/$name"
      params={{ name }}
      search={{ tab: 'people' }}
      className="font-medium text-accent hover:underline"
    >
      Look at the agreement
    </Link>
  )
  if (queue.labelledCount === 0) {
    return (
      <EmptyState icon={PartyPopper} title="Nothing to label yet" action={link}>
        Press “Label” above the traces, on a run, or on one trial of it; or{' '}
        <code className="font-mono text-xs">pawl evaluators queue {name} --run …</code>.
      </EmptyState>
    )
  }
  return (
    <EmptyState icon={PartyPopper} title="Every output is labelled" action={link}>
      {neededText(queue.labelsStillNeeded)}
    </EmptyState>
  )
}
