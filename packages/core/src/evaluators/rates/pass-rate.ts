import { defaultConfidence, type Interval, wilsonInterval } from '../../traces/index.ts'

/** The trials of one row under one evaluator. An unknown outcome is neither a pass nor a fail, and stays visible. */
export interface RowOutcomes {
  readonly passed: number
  readonly failed: number
  readonly unknown: number
}

export interface PassRate {
  /** Share of the decided trials that passed; null when none was decided. */
  readonly rate: number | null
  readonly interval: Interval
  readonly passed: number
  readonly failed: number
  readonly unknown: number
  /** As many independent trials would say as much as these, which come in rows. */
  readonly effectiveTrials: number
}

/**
 * The pass rate over rows, each tried one or several times, for inputs like these rows. Trials of one row resemble each
 * other, so they count for less than as many rows: the interval is Wilson's at the effective sample size, the trials
 * divided by the design effect of clustered sampling (Miller 2024, arXiv 2411.00640, clustered standard errors; Korn &
 * Graubard 1998, Survey Methodology 24, 193–201, for the effective sample size).
 *
 * The design effect is estimated with one row of all passes and one of all fails added, of average size: without them a
 * run in which every trial passed would show no difference between rows and so look independent.
 * @throws RangeError when `confidence` is not between 0 and 1
 */
export function passRate(rows: readonly RowOutcomes[], confidence: number = defaultConfidence): PassRate {
  const decided = rows.filter((row) => row.passed + row.failed > 0)
  const passed = sum(rows.map((row) => row.passed))
  const failed = sum(rows.map((row) => row.failed))
  const unknown = sum(rows.map((row) => row.unknown))
  const trials = passed + failed
  if (trials === 0) {
    return { rate: null, interval: { low: 0, high: 1 }, passed, failed, unknown, effectiveTrials: 0 }
  }
  const rate = passed / trials
  const effectiveTrials = trials / designEffect(decided)
  const interval = wilsonInterval(rate, effectiveTrials, confidence)
  return { rate, interval, passed, failed, unknown, effectiveTrials }
}

function designEffect(rows: readonly RowOutcomes[]): number {
  const trials = sum(rows.map((row) => row.passed + row.failed))
  if (trials === rows.length) return 1
  const average = trials / rows.length
  const clusters = [...rows, { passed: average, failed: 0, unknown: 0 }, { passed: 0, failed: average, unknown: 0 }]
  const total = trials + 2 * average
  const rate = (sum(rows.map((row) => row.passed)) + average) / total
  const spread = sum(clusters.map((row) => (row.passed - rate * (row.passed + row.failed)) ** 2))
  const clustered = ((clusters.length / (clusters.length - 1)) * spread) / (total * total)
  return Math.max(1, (clustered * total) / (rate * (1 - rate)))
}

/**
 * The probability that `k` trials of a row, drawn from those made, all pass: the mean over rows of C(c,k)/C(n,k) with c
 * of n passed (Yao et al. 2024, tau-bench, arXiv 2406.12045). Undecided trials are left out; null when no row has `k`
 * decided ones, and `rowCount` says how many had.
 */
export function passAllOf(rows: readonly RowOutcomes[], k: number): { rate: number | null; rowCount: number } {
  const enough = rows.filter((row) => row.passed + row.failed >= k && k > 0)
  if (enough.length === 0) return { rate: null, rowCount: 0 }
  return { rate: sum(enough.map((row) => allOf(row, k))) / enough.length, rowCount: enough.length }
}

function allOf({ passed, failed }: RowOutcomes, k: number): number {
  let share = 1
  for (let i = 0; i < k; i++) share *= Math.max(0, passed - i) / (passed + failed - i)
  return share
}

/**
 * How unsteady a row is: the probability that two of its trials disagree, 0 (always the same) to about ½. Null with fewer
 * than two decided trials.
 */
export function flakeRate({ passed, failed }: RowOutcomes): number | null {
  const trials = passed + failed
  return trials < 2 ? null : (2 * passed * failed) / (trials * (trials - 1))
}

function sum(values: readonly number[]): number {
  let total = 0
  for (const value of values) total += value
  return total
}
