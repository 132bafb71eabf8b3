/** The decided trials of one row. */
export interface RowOutcomes {
  readonly passed: number
  readonly failed: number
  readonly unknown: number
}

export interface PassRate {
  /** Share of the decided trials that passed; null when none was decided. */
  readonly rate: number | null
  /** Where the rate lies for inputs like these, with 95 % confidence. */
  readonly interval: { readonly low: number; readonly high: number }
  readonly passed: number
  readonly failed: number
  readonly unknown: number
  /** As many independent trials would say as much as these, which come in rows. */
  readonly effectiveTrials: number
}

const z95 = 1.959963984540054

/**
 * The pass rate over rows and its Wilson (1927) interval. Trials of one row resemble each other, so the interval
 * counts them for less: n is divided by the design effect, the variance by clusters (Miller 2024, arXiv 2411.00640)
 * over that of independent trials. One row of only passes and one of only fails are added to that estimate, or a run
 * without any fail would look independent.
 */
export function passRate(rows: readonly RowOutcomes[]): PassRate {
  const passed = total(rows, (row) => row.passed)
  const failed = total(rows, (row) => row.failed)
  const unknown = total(rows, (row) => row.unknown)
  const trials = passed + failed
  const counts = { passed, failed, unknown }
  if (trials === 0) return { rate: null, interval: { low: 0, high: 1 }, ...counts, effectiveTrials: 0 }
  const effectiveTrials = trials / designEffect(rows.filter((row) => row.passed + row.failed > 0))
  return { rate: passed / trials, interval: wilson(passed / trials, effectiveTrials), ...counts, effectiveTrials }
}

function designEffect(rows: readonly RowOutcomes[]): number {
  const trials = total(rows, (row) => row.passed + row.failed)
  if (trials === rows.length) return 1
  const mean = trials / rows.length
  const clusters = [...rows, { passed: mean, failed: 0 }, { passed: 0, failed: mean }]
  const all = trials + 2 * mean
  const rate = (total(rows, (row) => row.passed) + mean) / all
  const spread = total(clusters, (row) => (row.passed - rate * (row.passed + row.failed)) ** 2)
  const clustered = (spread * clusters.length) / (clusters.length - 1) / all ** 2
  return Math.max(1, (clustered * all) / (rate * (1 - rate)))
}

function wilson(rate: number, n: number): { low: number; high: number } {
  const z2 = z95 ** 2
  const centre = (rate + z2 / (2 * n)) / (1 + z2 / n)
  const half = (z95 * Math.sqrt((rate * (1 - rate)) / n + z2 / (4 * n * n))) / (1 + z2 / n)
  // Rounding must not push the rate out of its own interval at 0 and 1.
  return { low: Math.min(rate, Math.max(0, centre - half)), high: Math.max(rate, Math.min(1, centre + half)) }
}

/**
 * How likely `k` trials of one row all pass: the mean of C(c,k)/C(n,k) over the rows with at least `k` decided trials
 * (tau-bench, arXiv 2406.12045). Null when no row has as many.
 */
export function passAllOf(rows: readonly RowOutcomes[], k: number): { rate: number | null; rowCount: number } {
  const enough = rows.filter((row) => row.passed + row.failed >= k)
  if (enough.length === 0) return { rate: null, rowCount: 0 }
  return { rate: total(enough, (row) => chanceOfAll(row, k)) / enough.length, rowCount: enough.length }
}

function chanceOfAll({ passed, failed }: RowOutcomes, k: number): number {
  let chance = 1
  for (let drawn = 0; drawn < k; drawn++) chance *= Math.max(0, passed - drawn) / (passed + failed - drawn)
  return chance
}

/** How likely two trials of a row disagree; null with fewer than two decided ones. */
export function flakeRate({ passed, failed }: RowOutcomes): number | null {
  const n = passed + failed
  return n < 2 ? null : (2 * passed * failed) / (n * (n - 1))
}

function total<Item>(items: readonly Item[], read: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + read(item), 0)
}
