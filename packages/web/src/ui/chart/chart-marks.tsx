import { cx } from '../class-names.ts'
import { Tooltip } from '../tooltip.tsx'
import type { PlotArea } from './chart-options.ts'
import type { ChartMark, ChartStretch } from './chart-props.ts'
import { type PlacedMarks, placeMarks, placeOf } from './place-marks.ts'

const lineTones = { neutral: 'border-ink-3', error: 'border-error-fill', ok: 'border-ok' } as const
const flagTones = {
  neutral: 'border-line-strong bg-raised text-ink-2',
  error: 'border-transparent bg-error-fill text-white',
  ok: 'border-transparent bg-ok text-surface',
} as const
const stretchTones = { accent: 'bg-accent-fill/15', error: 'bg-error-fill/10', ok: 'bg-ok/10' } as const

export interface ChartMarksProps {
  readonly area: PlotArea
  readonly marks: readonly ChartMark[]
  readonly stretches: readonly ChartStretch[]
}

/** What stands over a plot; it lets the pointer through but for the flags. */
export function ChartMarks({ area, marks, stretches }: ChartMarksProps) {
  const { left, top, width, height } = area
  return (
    <div className="pointer-events-none absolute overflow-visible" style={{ left, top, width, height }}>
      {stretches.map((stretch) => (
        <Stretch key={stretch.id} stretch={stretch} area={area} />
      ))}
      {placeMarks(area, marks).map((placed) => (
        <Flag key={placed.marks[0].id} placed={placed} />
      ))}
    </div>
  )
}

function Stretch({ stretch, area }: { readonly stretch: ChartStretch; readonly area: PlotArea }) {
  const from = Math.max(0, placeOf(area, stretch.fromMs))
  const to = Math.min(area.width, placeOf(area, stretch.toMs))
  if (to <= from) return null
  return (
    <span
      aria-hidden
      className={cx('absolute inset-y-0', stretchTones[stretch.tone])}
      style={{ left: from, width: Math.max(2, to - from) }}
    />
  )
}

function Flag({ placed: { leftPx, marks } }: { readonly placed: PlacedMarks }) {
  // What is wrong must not hide behind what is not.
  const shown = marks.find(({ tone }) => tone === 'error') ?? marks[0]
  const { icon: Icon, tone, onPick } = shown
  const label = marks.map((mark) => mark.label).join('\n')
  return (
    <>
      <span
        aria-hidden
        className={cx('absolute inset-y-0 border-l border-dashed', lineTones[tone])}
        style={{ left: leftPx }}
      />
      <Tooltip text={label}>
        <button
          type="button"
          aria-label={marks.length > 1 ? `${marks.length}: ${label}` : label}
          className={cx(
            'pointer-events-auto absolute -top-1 flex h-4.5 min-w-4.5 -translate-x-1/2 items-center justify-center gap-0.5 rounded-full border px-0.5 text-2xs leading-none font-semibold',
            flagTones[tone],
            onPick ? '' : 'cursor-default!',
          )}
          style={{ left: leftPx }}
          onClick={onPick}
        >
          <Icon aria-hidden size={11} strokeWidth={2.2} />
          {marks.length > 1 ? marks.length : null}
        </button>
      </Tooltip>
    </>
  )
}
