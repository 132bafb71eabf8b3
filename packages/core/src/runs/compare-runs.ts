import { fisherExact } from './fisher-exact.ts'
import type { RowResult, RowStanding, TrialCounts } from './summarise-run.ts'

/**
 * What became of a row from one run to another. `undecided`: a run has trials of it, but none with an outcome;
 * `missing`: a run has no trial of it.
 */
export const runChanges = [
  'regressed',
  'fixed',
  'flaky',
  'still_failing',
  'still_passing',
  'undecided',
  'missing',
] as const
export type RunChange = (typeof runChanges)[number]

export interface RowComparison {
  readonly rowId: string
  readonly change: RunChange
  /** `missing` where the run has no trial of the row. */
  readonly before: RowStanding
  readonly after: RowStanding
  /** Share of the decided trials that passed; null without any. */
  readonly beforeRate: number | null
  readonly afterRate: number | null
  /**
   * Fisher's exact test of the two rates, this row alone: how often the same behavior would differ as much by chance.
   * One trial each gives 1: such a change was seen, not shown.
   */
  readonly pValue: number
  /** The row was edited between the runs: they answered different questions. */
  readonly isEdited: boolean
}

export interface RunComparison {
  readonly rows: readonly RowComparison[]
  readonly counts: Readonly<Record<RunChange, number>>
}

/** From here on the two rates of an unsteady row differ by more than its unsteadiness explains. */
const significance = 0.05

/**
 * Two runs row by row, in the order of the later one, then the rows that only the earlier one has. Where a row's
 * outcomes vary in either run, it counts as fixed or regressed only when its rates differ significantly, otherwise as
 * flaky.
 */
export function compareRuns(before: readonly RowResult[], after: readonly RowResult[]): RunComparison {
  const earlier = new Map(before.map((row) => [row.rowId, row]))
  const later = new Set(after.map((row) => row.rowId))
  const rows = [
    ...after.map((row) => compareRow(earlier.get(row.rowId), row)),
    ...before.filter((row) => !later.has(row.rowId)).map((row) => compareRow(row, undefined)),
  ]
  const counts = Object.fromEntries(runChanges.map((change) => [change, 0])) as Record<RunChange, number>
  for (const { change } of rows) counts[change]++
  return { rows, counts }
}

function compareRow(before: RowResult | undefined, after: RowResult | undefined): RowComparison {
  const beforeRate = rateOf(before?.trials)
  const afterRate = rateOf(after?.trials)
  const pValue = before === undefined || after === undefined ? 1 : fisherExact(decided(before), decided(after))
  const standings = { before: before?.standing ?? 'missing', after: after?.standing ?? 'missing' } as const
  return {
    rowId: after?.rowId ?? before?.rowId ?? '',
    change: changeOf({ ...standings, beforeRate, afterRate, pValue }),
    ...standings,
    beforeRate,
    afterRate,
    pValue,
    isEdited: before !== undefined && after !== undefined && before.rowRevision !== after.rowRevision,
  }
}

function changeOf(row: Omit<RowComparison, 'rowId' | 'change' | 'isEdited'>): RunChange {
  const { before, after, beforeRate, afterRate, pValue } = row
  if (before === 'missing' || after === 'missing') return 'missing'
  if (beforeRate === null || afterRate === null) return 'undecided'
  if (before === after && before !== 'flaky') return before === 'passing' ? 'still_passing' : 'still_failing'
  const isVaried = before === 'flaky' || after === 'flaky'
  if (isVaried && pValue >= significance) return 'flaky'
  return afterRate > beforeRate ? 'fixed' : 'regressed'
}

function decided({ trials }: RowResult): { passed: number; failed: number } {
  return { passed: trials.pass, failed: trials.fail }
}

function rateOf(trials: TrialCounts | undefined): number | null {
  if (trials === undefined || trials.pass + trials.fail === 0) return null
  return trials.pass / (trials.pass + trials.fail)
}
