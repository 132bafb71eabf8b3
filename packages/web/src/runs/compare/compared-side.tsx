import type { RunRowDetail, Trial } from '@pawl/core'
import { Link } from '@tanstack/react-router'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { formatCostUsd, formatDuration } from '../../ui/format/index.ts'
import { trialWords } from '../marks/words.ts'
import { ScoreList } from '../row/trial-view.tsx'

export interface ComparedSideProps {
  readonly label: string
  /** Undefined where the run has not tried the row. */
  readonly detail: RunRowDetail | undefined
  readonly trial: Trial | undefined
  readonly onChoose: (trial: number) => void
}

export function ComparedSide({ label, detail, trial, onChoose }: ComparedSideProps) {
  return (
    <section aria-label={`${label}: verdicts`} className="min-w-0 space-y-2">
      <div className="flex flex-wrap items-center gap-1">
        <h2 className="mr-1 text-xs font-semibold">{label}</h2>
        {(detail?.trials.length ?? 0) > 1
          ? detail?.trials.map((each, index) => (
              <Button key={each.trial} pressed={each === trial} onClick={() => onChoose(each.trial)}>
                {index + 1} {trialWords[each.status].label.toLowerCase()}
              </Button>
            ))
          : null}
        {trial && detail?.trials.length === 1 ? (
          <Badge tone={trialWords[trial.status].tone} title={trialWords[trial.status].meaning}>
            {trialWords[trial.status].label}
          </Badge>
        ) : null}
        {trial ? (
          <span className="ml-auto flex gap-2 text-xs text-ink-3">
            {trial.latencyMs === null ? null : <span>{formatDuration(trial.latencyMs)}</span>}
            {trial.costUsd === null ? null : <span>{formatCostUsd(trial.costUsd)}</span>}
            {trial.traceId ? (
              <Link to="/traces/$traceId" params={{ traceId: trial.traceId }} className="text-accent hover:underline">
                trace
              </Link>
            ) : null}
          </span>
        ) : null}
      </div>
      {trial ? (
        <ScoreList scores={trial.scores} />
      ) : (
        <p className="text-xs text-ink-3">This run has not tried the row.</p>
      )}
    </section>
  )
}
