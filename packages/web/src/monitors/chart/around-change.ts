import type { ChosenRange } from './range-bar.tsx'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/**
 * The range that shows a change: what came since takes up to half of it, so that both sides can be seen; at least a day
 * before it, at most four weeks, and a little of what came after its end.
 */
export function aroundChange({
  changedMs,
  endMs,
}: {
  readonly changedMs: number
  readonly endMs: number
}): ChosenRange {
  const lastedMs = Math.max(hourMs, endMs - changedMs)
  const beforeMs = Math.min(28 * dayMs, Math.max(dayMs, lastedMs))
  return { fromMs: changedMs - beforeMs, toMs: endMs + Math.min(dayMs, lastedMs / 10) }
}
