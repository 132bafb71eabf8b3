import type { Alert } from '@pawl/core'
import { ArrowRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from '../../ui/class-names.ts'
import { formatCount, formatDuration } from '../../ui/format/index.ts'
import { Instant } from '../../ui/instant.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { formatFigure, rangeText } from '../marks/figure-text.tsx'
import { SliceText } from '../marks/monitor-marks.tsx'

const wholeMinutes = (ms: number): string =>
  formatDuration(Math.max(60_000, Math.round(ms / 60_000) * 60_000)).replace(/ 00 [sm]$/, '')

/** From what to what, since when, where, and how sure: what somebody woken at night reads. */
export function WhatMoved({ alert }: { readonly alert: Alert }) {
  const { before, now, unit, direction, slice, changedAt, changedFrom, changedTo, detectedAt, sureness } = alert
  const delayMs = Date.parse(detectedAt) - Date.parse(changedAt)
  return (
    <section aria-label="What moved" className="rounded-lg border bg-surface px-4 py-3.5">
      <div className="grid gap-x-8 gap-y-4 sm:grid-cols-2 xl:grid-cols-[auto_minmax(0,1fr)_minmax(0,1fr)_minmax(0,1.2fr)]">
        {before === null && now === null ? null : (
          <div className="flex items-start gap-3">
            <BigFigure name="Usual" figure={before} unit={unit} />
            <ArrowRight aria-label="to" size={16} className="mt-6 shrink-0 text-ink-3" />
            <BigFigure name="Now" figure={now} unit={unit} tone={direction === 'worse' ? 'text-error' : 'text-ok'} />
          </div>
        )}
        <Fact name="Since">
          <Instant iso={changedAt} className="font-medium" /> (<Instant iso={changedAt} as="relative" />)
          {changedFrom === changedTo ? null : (
            <span className="block text-xs text-ink-3">
              between <Instant iso={changedFrom} as="compact" /> and <Instant iso={changedTo} as="compact" />, with a
              probability of 0.8
            </span>
          )}
          {delayMs > 0 ? <span className="block text-xs text-ink-3">noticed {wholeMinutes(delayMs)} later</span> : null}
        </Fact>
        <Fact name="Where">{slice === null ? 'Everywhere it is watched' : <SliceText slice={slice} />}</Fact>
        <Fact name="How sure">
          <span className="break-words">{oneLine(sureness.sentence, 400)}</span>
        </Fact>
      </div>
    </section>
  )
}

interface BigFigureProps {
  readonly name: string
  readonly figure: Alert['now']
  readonly unit: Alert['unit']
  readonly tone?: string
}

const BigFigure = ({ name, figure, unit, tone }: BigFigureProps) => (
  <div className="min-w-20">
    <p className="text-xs text-ink-3">{name}</p>
    <p className={cx('text-xl font-semibold whitespace-nowrap', tone)}>
      {figure === null ? '—' : formatFigure(figure.value, unit)}
    </p>
    <p className="text-xs whitespace-nowrap text-ink-3">
      {figure === null ? '\u00a0' : `${rangeText(figure, unit)} of ${formatCount(figure.count)}`}
    </p>
  </div>
)

const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <div className="min-w-0">
    <p className="mb-0.5 text-xs text-ink-3">{name}</p>
    <div>{children}</div>
  </div>
)
