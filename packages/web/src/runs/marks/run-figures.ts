import { type Interval, type RunProgress, type RunView, wilsonInterval } from '@pawl/core'

export interface ShownRate {
  readonly rate: number | null
  readonly interval: Interval
}

/**
 * The pass rate as far as counts alone say it. Trials of one row resemble each other, and the counts do not say how far:
 * here they count as one, so that the interval is never too narrow. The run's own page has the exact one.
 */
export function cautiousRate({ counts }: Pick<RunProgress, 'counts'>, trialsPerRow: number): ShownRate {
  const decided = counts.pass + counts.fail
  const rate = decided === 0 ? null : counts.pass / decided
  return { rate, interval: wilsonInterval(rate ?? 0, decided / Math.max(1, trialsPerRow)) }
}

/** Milliseconds from the start of a run to its end, or to now. */
export function runDurationMs(
  { createdAt, finishedAt }: Pick<RunView, 'createdAt' | 'finishedAt'>,
  nowMs: number,
): number {
  return Math.max(0, (finishedAt ? Date.parse(finishedAt) : nowMs) - Date.parse(createdAt))
}

export const isOver = (status: RunView['status']): boolean => status !== 'planned' && status !== 'running'
