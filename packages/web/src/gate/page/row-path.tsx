import type { GateVerdict, RowVerdict } from '@pawl/core'
import { heightOf, pathText, plotPoints } from './scale.ts'

const width = 112
const height = 30

const inks = {
  holds: 'var(--color-ok)',
  broken: 'var(--color-error)',
  unsure: 'var(--color-warn-fill)',
} as const satisfies Record<RowVerdict['state'], string>

export interface RowPathProps {
  readonly row: Pick<RowVerdict, 'logEvalues' | 'state'>
  readonly bounds: GateVerdict['bounds']
}

/** How the evidence of a row moved: up to "holds", or down to "broken". */
export function RowPath({ row, bounds }: RowPathProps) {
  const { logEvalues, state } = row
  if (logEvalues.length === 0) return null
  const { holdsAt, brokenAt } = bounds
  const low = brokenAt ?? -holdsAt
  const margin = (holdsAt - low) * 0.08
  const range = { low: low - margin, high: holdsAt + margin }
  const points = plotPoints(logEvalues, range)
  const last = points.at(-1)
  const line = (value: number) => heightOf(value, range) * height
  const said = `Evidence after ${logEvalues.length} trials: ${(logEvalues.at(-1) ?? 0).toFixed(1)}, between broken at ${low.toFixed(1)} and holds at ${holdsAt.toFixed(1)} (ln of the likelihood ratio)`
  return (
    <svg
      role="img"
      aria-label={said}
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      className="block max-w-full overflow-visible"
    >
      <title>{said}</title>
      <line x1="0" x2={width} y1={line(holdsAt)} y2={line(holdsAt)} stroke="var(--color-ok)" strokeDasharray="2 2" />
      <line x1="0" x2={width} y1={line(0)} y2={line(0)} stroke="var(--color-line)" />
      {brokenAt === null ? null : (
        <line
          x1="0"
          x2={width}
          y1={line(brokenAt)}
          y2={line(brokenAt)}
          stroke="var(--color-error)"
          strokeDasharray="2 2"
        />
      )}
      <path
        d={pathText(points, width, height)}
        fill="none"
        stroke={inks[state]}
        strokeWidth="1.5"
        strokeLinejoin="round"
      />
      {last ? <circle cx={last.x * width} cy={last.y * height} r="2.2" fill={inks[state]} /> : null}
    </svg>
  )
}
