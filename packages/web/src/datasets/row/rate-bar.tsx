import { type RowOutcomes, wilsonInterval } from '@pawl/core'
import { oneLine } from '../../ui/visible-text.ts'
import { percent } from '../marks/row-marks.tsx'

export interface RateBarProps {
  readonly label: string
  readonly target: string
  readonly runId: string
  readonly outcomes: RowOutcomes
  readonly errors: number
  /** Marked on the bar: what must be beaten and what is required. */
  readonly floor?: number
  readonly required?: number
  /** Why the run ended early; '' otherwise. */
  readonly problem?: string
}

const at = (share: number) => `${share * 100}%`

const Mark = ({ share }: { readonly share: number | undefined }) =>
  share === undefined ? null : <span className="absolute inset-y-0 w-px bg-ink-3" style={{ left: at(share) }} />

/** How often one side passed, with its 95 % interval. */
export function RateBar({ label, target, runId, outcomes, errors, floor, required, problem }: RateBarProps) {
  const { passed, failed, unknown } = outcomes
  const judged = passed + failed
  const rate = judged === 0 ? null : passed / judged
  // Of this row alone, so its trials count each for themselves: the rate of a run counts rows.
  const interval = wilsonInterval(rate ?? 0, judged)
  const apart = [unknown > 0 ? `${unknown} unknown` : '', errors > 0 ? `${errors} errors` : '']
  const counts = [`${passed} of ${judged} passed`, ...apart.filter((text) => text !== '')].join(', ')
  return (
    <figure aria-label={`${label}: ${counts}`} className="min-w-0">
      <figcaption className="flex items-baseline gap-2 text-xs">
        <span className="font-medium">{label}</span>
        {/* Runs are a later stage, whose routes this one does not know by type. */}
        <a
          href={`/runs/${encodeURIComponent(runId)}`}
          className="min-w-0 flex-1 truncate font-mono text-2xs text-ink-3 hover:underline"
        >
          {oneLine(target, 80)}
        </a>
        <span className="shrink-0 font-medium">{rate === null ? '–' : percent(rate)}</span>
      </figcaption>
      <div aria-hidden className="relative mt-1 h-2 rounded-full bg-sunken">
        {judged === 0 ? null : (
          <>
            <span
              className="absolute inset-y-0 rounded-full bg-accent-fill/30"
              style={{ left: at(interval.low), right: at(1 - interval.high) }}
            />
            <span
              className="absolute -inset-y-0.5 w-0.5 -translate-x-1/2 rounded bg-accent"
              style={{ left: at(rate ?? 0) }}
            />
          </>
        )}
        <Mark share={floor} />
        <Mark share={required} />
      </div>
      <p className="mt-1 text-2xs text-ink-3">
        {counts}
        {judged === 0 ? '' : `; between ${percent(interval.low)} and ${percent(interval.high)} (95 %)`}
      </p>
      {problem ? <p className="text-2xs text-error">{oneLine(problem, 200)}</p> : null}
    </figure>
  )
}
