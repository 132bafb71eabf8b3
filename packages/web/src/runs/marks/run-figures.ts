import { type Interval, type RunProgress, type RunView, wilsonInterval } from '@pawl/core'

export interface ShownRate {
  readonly rate: number | null
  readonly interval: Interval
}

/**
 * The pass rate as far as counts alone say it. Trials of one row resemble each other, and the counts do not say how far:
 * here a row counts once, so that the interval is not too narrow. The first trials of all rows come before the second
 * ones, so that these are as many rows as were reached. The run's own page has the exact one.
 */
export function cautiousRate({ counts }: Pick<RunProgress, 'counts'>, rowCount: number): ShownRate {
  const decided = counts.pass + counts.fail
  const rate = decided === 0 ? null : counts.pass / decided
  return { rate, interval: wilsonInterval(rate ?? 0, Math.min(decided, rowCount)) }
}

/** Milliseconds from the start of a run to its end, or to now. */
export function runDurationMs(
  { createdAt, finishedAt }: Pick<RunView, 'createdAt' | 'finishedAt'>,
  nowMs: number,
): number {
  return Math.max(0, (finishedAt ? Date.parse(finishedAt) : nowMs) - Date.parse(createdAt))
}

export const isOver = (status: RunView['status']): boolean => status !== 'planned' && status !== 'running'
