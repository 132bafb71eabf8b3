import { type HourState, hourNs, type RolledChoice, type TimeRange } from './rollup-hours.ts'

/** Which hours of a range are read from the rollups, and which stretches from the rows themselves. */
export interface RollupPlan extends RolledChoice {
  readonly raw: readonly TimeRange[]
  readonly rawRowCount: number
}

/** Beyond it naming the hours makes a statement longer than the engine takes. */
const mostRawHours = 5_000

/**
 * An hour comes from the rollups when it is clean, lies whole in the range, and no bucket starts inside it. Other hours
 * that have rows are read raw, cut to the range.
 *
 * @param bucketStartsMs empty where the whole range is one sum
 */
export function planHours(
  hours: readonly HourState[],
  range: TimeRange,
  bucketStartsMs: readonly number[],
): RollupPlan {
  const cutHours = new Set(bucketStartsMs.filter((ms) => ms % 3_600_000 !== 0).map((ms) => Math.floor(ms / 3_600_000)))
  const rolled: HourState[] = []
  const rawHours: number[] = []
  const raw: TimeRange[] = []
  let rawRowCount = 0
  for (const hour of hours) {
    const startNs = BigInt(hour.hourS) * 1_000_000_000n
    const endNs = startNs + hourNs
    const isWhole = startNs >= range.fromNs && endNs <= range.toNs && !cutHours.has(hour.hourS / 3600)
    if (isWhole && !hour.isDirty && hour.revision !== null) {
      rolled.push(hour)
      continue
    }
    rawHours.push(hour.hourS)
    const fromNs = startNs > range.fromNs ? startNs : range.fromNs
    const toNs = endNs < range.toNs ? endNs : range.toNs
    if (fromNs >= toNs) continue
    rawRowCount += hour.rowCount
    const last = raw.at(-1)
    if (last?.toNs === fromNs) raw[raw.length - 1] = { fromNs: last.fromNs, toNs }
    else raw.push({ fromNs, toNs })
  }
  if (rawHours.length <= mostRawHours) return { rolled, rawHours, raw, rawRowCount }
  return { rolled: [], rawHours: [], raw: [range], rawRowCount: hours.reduce((sum, hour) => sum + hour.rowCount, 0) }
}
