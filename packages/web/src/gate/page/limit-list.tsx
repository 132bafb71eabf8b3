import type { LimitVerdict } from '@pawl/core'
import { Badge } from '../../ui/badge.tsx'
import { formatCount } from '../../ui/format/index.ts'
import { IntervalBar } from '../../ui/interval-bar.tsx'
import { figureWords, limitStateWords } from '../marks/words.ts'

const percentText = (share: number): string => {
  const percent = Number((share * 100).toFixed(share < 0.1 && share > -0.1 ? 1 : 0))
  return `${percent > 0 ? '+' : percent < 0 ? '−' : '±'}${Math.abs(percent)} %`
}

/** Cost, latency and tokens against the baseline's, each with how far it is known. */
export function LimitList({ limits }: { readonly limits: readonly LimitVerdict[] }) {
  if (limits.length === 0) return null
  return (
    <ul aria-label="Limits" className="divide-y rounded-md border">
      {limits.map((limit) => (
        <li
          key={limit.figure}
          className="grid grid-cols-[4.5rem_minmax(0,1fr)] items-center gap-x-3 px-2.5 py-1.5 sm:grid-cols-[4.5rem_4.5rem_7rem_minmax(0,1fr)]"
        >
          <LimitLine limit={limit} />
        </li>
      ))}
    </ul>
  )
}

function LimitLine({ limit }: { readonly limit: LimitVerdict }) {
  const { figure, state, increase, interval, maxIncrease, pairs } = limit
  const { label, tone, meaning } = limitStateWords[state]
  const span = Math.max(maxIncrease * 1.6, Math.abs(increase ?? 0) * 1.2, 0.2)
  const known =
    interval === null
      ? pairs === 0
        ? 'not measured'
        : `from 30 pairs on (${formatCount(pairs)} yet)`
      : `${percentText(interval.low)} to ${interval.high === null ? 'no bound yet' : percentText(interval.high)}`
  return (
    <>
      <span className="font-medium">{figureWords[figure]}</span>
      <span>
        <Badge tone={tone} title={meaning}>
          {label}
        </Badge>
      </span>
      <span className="max-sm:hidden">
        {interval === null ? null : (
          <IntervalBar
            value={increase}
            interval={{ low: interval.low, high: interval.high ?? span }}
            min={-span}
            max={span}
            mark={maxIncrease}
            tone={state === 'over' ? 'error' : state === 'within' ? 'ok' : 'accent'}
          />
        )}
      </span>
      <span className="min-w-0 text-xs text-ink-2 max-sm:col-span-2">
        {increase === null ? null : <span className="font-medium text-ink">{percentText(increase)} </span>}
        {known}; at most {percentText(maxIncrease)}
      </span>
    </>
  )
}
