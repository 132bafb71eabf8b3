import type { GateVerdict, SetVerdict } from '@pawl/core'
import { type PointerEvent, useState } from 'react'
import { formatCount } from '../../ui/format/index.ts'
import { evalueText, heightOf, type PlotRange, pathText, plotPoints } from './scale.ts'

const width = 1000
const height = 100
/** Evidence against weighs as little as this at the bottom: an e-value of about 1/20. */
const lowest = -3

export interface EvalueChartProps {
  readonly set: SetVerdict
  readonly bounds: GateVerdict['bounds']
  readonly maxDrop: number
}

/** The evidence of a dataset pair by pair, on a logarithmic scale: whichever line first reaches its bound decides. */
export function EvalueChart({ set, bounds, maxDrop }: EvalueChartProps) {
  const [at, setAt] = useState<number>()
  const { notWorse, worse } = set.logEvalues
  const { notWorseAt, worseAt } = bounds
  const top = Math.max(notWorseAt, worseAt ?? 0)
  const range: PlotRange = { low: lowest, high: top * 1.18 }
  const count = notWorse.length
  const shown = Math.min(at ?? count, count)
  const follow = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    setAt(Math.round(Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)) * count))
  }
  const points = `${Number((maxDrop * 100).toFixed(2))} points`
  const said = `After ${count} pairs: not worse by ${points} ${evalueText(notWorse.at(-1) ?? 0)} of ${evalueText(notWorseAt)}, worse ${evalueText(worse.at(-1) ?? 0)}${worseAt === null ? '' : ` of ${evalueText(worseAt)}`}`
  return (
    <figure className="min-w-0">
      <div className="flex gap-2">
        <div className="relative min-w-0 flex-1" onPointerMove={follow} onPointerLeave={() => setAt(undefined)}>
          <svg
            role="img"
            aria-label={said}
            viewBox={`0 0 ${width} ${height}`}
            preserveAspectRatio="none"
            className="block h-28 w-full overflow-visible"
          >
            {gridLogs(range).map((log) => (
              <Line key={log} log={log} range={range} color="var(--color-line)" />
            ))}
            <Line log={notWorseAt} range={range} color="var(--color-ok)" isDashed />
            {worseAt === null ? null : <Line log={worseAt} range={range} color="var(--color-error)" isDashed />}
            <Path values={worse} range={range} color="var(--color-error)" />
            <Path values={notWorse} range={range} color="var(--color-ok)" />
          </svg>
          {at === undefined || count === 0 ? null : (
            <span
              aria-hidden
              className="absolute inset-y-0 w-px bg-ink-3"
              style={{ left: `${(100 * shown) / count}%` }}
            />
          )}
        </div>
        <Scale range={range} bounds={bounds} />
      </div>
      <figcaption className="mt-1.5 flex flex-wrap gap-x-4 gap-y-0.5 text-xs text-ink-2">
        <Reading color="bg-ok" label={`Not worse by ${points}`} log={notWorse[shown - 1] ?? 0} bound={notWorseAt} />
        <Reading color="bg-error-fill" label="Worse" log={worse[shown - 1] ?? 0} bound={worseAt} />
        <span className="ml-auto text-ink-3">
          {at === undefined ? `${formatCount(count)} pairs` : `pair ${formatCount(shown)} of ${formatCount(count)}`}
        </span>
      </figcaption>
    </figure>
  )
}

/** Powers of ten within the range. */
const gridLogs = ({ low, high }: PlotRange): readonly number[] =>
  [-1, 0, 1, 2, 3, 4, 5].map((power) => power * Math.LN10).filter((log) => log > low && log < high)

interface LineProps {
  readonly log: number
  readonly range: PlotRange
  readonly color: string
  readonly isDashed?: boolean
}

const Line = ({ log, range, color, isDashed }: LineProps) => {
  const y = heightOf(log, range) * height
  return (
    <line
      {...{ x1: 0, x2: width, y1: y, y2: y, stroke: color }}
      strokeWidth="1"
      vectorEffect="non-scaling-stroke"
      {...(isDashed ? { strokeDasharray: '4 3' } : {})}
    />
  )
}

const Path = ({
  values,
  range,
  color,
}: {
  readonly values: readonly number[]
  readonly range: PlotRange
  readonly color: string
}) => (
  <path
    d={pathText(plotPoints(values, range), width, height)}
    fill="none"
    stroke={color}
    strokeWidth="1.75"
    strokeLinejoin="round"
    vectorEffect="non-scaling-stroke"
  />
)

/** The bounds at the right edge; powers of ten where these leave room. */
function Scale({ range, bounds }: { readonly range: PlotRange; readonly bounds: GateVerdict['bounds'] }) {
  const { notWorseAt, worseAt } = bounds
  const tops = [notWorseAt, ...(worseAt === null ? [] : [worseAt])]
  const isClear = (log: number) => tops.every((top) => Math.abs(heightOf(top, range) - heightOf(log, range)) > 0.13)
  return (
    <div aria-hidden className="relative w-9 shrink-0 text-2xs text-ink-3">
      {gridLogs(range)
        .filter(isClear)
        .map((log) => (
          <Tick key={log} log={log} range={range} />
        ))}
      <Tick log={notWorseAt} range={range} className="text-ok" />
      {worseAt === null || Math.abs(heightOf(worseAt, range) - heightOf(notWorseAt, range)) < 0.11 ? null : (
        <Tick log={worseAt} range={range} className="text-error" />
      )}
    </div>
  )
}

const Tick = ({
  log,
  range,
  className = '',
}: {
  readonly log: number
  readonly range: PlotRange
  readonly className?: string
}) => (
  <span className={`absolute left-0 -translate-y-1/2 ${className}`} style={{ top: `${100 * heightOf(log, range)}%` }}>
    {evalueText(log)}
  </span>
)

interface ReadingProps {
  readonly color: string
  readonly label: string
  readonly log: number
  readonly bound: number | null
}

const Reading = ({ color, label, log, bound }: ReadingProps) => (
  <span className="flex items-center gap-1.5">
    <span aria-hidden className={`h-0.5 w-3 rounded-full ${color}`} />
    {label}: <span className="font-medium text-ink">{evalueText(log)}</span>
    {bound === null ? null : <span className="text-ink-3">of {evalueText(bound)} needed</span>}
  </span>
)
