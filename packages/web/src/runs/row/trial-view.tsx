import type { RunRowDetail, Trial } from '@pawl/core'
import { Link } from '@tanstack/react-router'
import { ListTree } from 'lucide-react'
import type { ReactNode } from 'react'
import { OutcomeMark, SubjectView } from '../../evaluators/index.ts'
import { LinkButton } from '../../ui/button.tsx'
import { formatScore } from '../../ui/format/index.ts'
import { LongText } from '../../ui/long-text.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { LabelButton } from './label-button.tsx'
import { subjectOfTrial } from './trial-subject.ts'

export interface TrialViewProps {
  readonly row: RunRowDetail
  readonly trial: Trial
}

/** One trial: the conversation it was, what the evaluators said of it, and its trace. */
export const TrialView = ({ row, trial }: TrialViewProps) => (
  <div className="grid gap-4 p-4 lg:grid-cols-[minmax(0,1fr)_minmax(18rem,24rem)]">
    <div className="min-w-0 rounded-lg border bg-surface">
      {trial.unrecordedToolCall || trial.error ? <Failure trial={trial} /> : null}
      <SubjectView subject={subjectOfTrial(row, trial)} />
    </div>
    <div className="min-w-0 space-y-3">
      <ScoreList scores={trial.scores} action={(score) => <LabelButton row={row} trial={trial} score={score} />} />
      <div className="flex flex-wrap gap-2">
        {trial.traceId ? (
          <LinkButton to="/traces/$traceId" params={{ traceId: trial.traceId }} icon={ListTree}>
            Trace of this trial
          </LinkButton>
        ) : null}
        {row.sourceTraceId ? (
          <LinkButton to="/traces/$traceId" params={{ traceId: row.sourceTraceId }} icon={ListTree}>
            Source trace of the row
          </LinkButton>
        ) : null}
      </div>
      <p className="text-xs text-ink-3">
        Row revision {row.rowRevision}
        {trial.attempt > 1 ? `, attempt ${trial.attempt}` : ''}
      </p>
    </div>
  </div>
)

const Failure = ({ trial }: { readonly trial: Trial }) => (
  <div className="border-b bg-warn-soft px-4 py-2.5 text-warn">
    <p className="text-xs font-semibold">
      {trial.unrecordedToolCall
        ? 'A call that the row has not recorded'
        : `Error: ${oneLine(trial.error?.type ?? '', 80)}`}
    </p>
    <LongText text={trial.unrecordedToolCall ?? trial.error?.message ?? ''} />
  </div>
)

export interface ScoreListProps {
  readonly scores: Trial['scores']
  /** What can be done about one verdict. */
  readonly action?: (score: Trial['scores'][number]) => ReactNode
}

/** What each evaluator said and why, fails first. */
export function ScoreList({ scores, action }: ScoreListProps) {
  if (scores.length === 0) return <p className="text-xs text-ink-3">No evaluator judged it.</p>
  const order = { fail: 0, unknown: 1, pass: 2 } as const
  return (
    <ul aria-label="Evaluators" className="divide-y rounded-lg border bg-surface">
      {scores
        .toSorted((a, b) => order[a.outcome] - order[b.outcome])
        .map((score) => (
          <li key={`${score.evaluator} ${score.evaluatorVersion}`} className="px-3 py-2">
            <p className="flex items-center gap-2">
              <OutcomeMark outcome={score.outcome} />
              <Link
                to="/evaluators/$name"
                params={{ name: score.evaluator }}
                className="min-w-0 flex-1 truncate font-medium hover:underline"
              >
                {oneLine(score.evaluator, 100)}
              </Link>
              {score.score === null ? null : <span className="text-xs text-ink-3">{formatScore(score.score)}</span>}
              {action?.(score)}
            </p>
            {score.reason ? <LongText text={score.reason} className="mt-0.5 text-xs text-ink-2" /> : null}
          </li>
        ))}
    </ul>
  )
}
