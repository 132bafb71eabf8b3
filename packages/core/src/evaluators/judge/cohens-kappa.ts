import { defaultConfidence, type Interval, twoSidedZ } from '../../traces/index.ts'
import type { JudgeCounts } from './judge-counts.ts'

export interface Kappa {
  /** 1: full agreement; 0: no better than chance; null when it has no meaning, because both always said the same thing. */
  readonly kappa: number | null
  readonly standardError: number | null
  readonly interval: Interval
  /** Plain share of agreement; flatters any judge where one outcome is common. */
  readonly agreement: number | null
  /** Labels that the judge decided on. */
  readonly count: number
}

type Table = readonly [readonly [number, number], readonly [number, number]]

/**
 * Agreement of a judge with human labels beyond chance: Cohen (1960), Educ. Psychol. Meas. 20, 37–46. Standard error:
 * Fleiss, Cohen & Everitt (1969), Psychol. Bull. 72, 323–327. The interval is taken from the table with ½
 * added to each cell, because that standard error is 0 after three labels that happen to agree. Labels on which the judge
 * was undecided are left out.
 */
export function cohensKappa(counts: JudgeCounts, confidence: number = defaultConfidence): Kappa {
  const table: Table = [
    [counts.truePass, counts.falseFail],
    [counts.falsePass, counts.trueFail],
  ]
  const count = counts.truePass + counts.falseFail + counts.falsePass + counts.trueFail
  const seen = kappaOf(table)
  const smooth = kappaOf(table.map((row) => row.map((cell) => cell + 0.5)) as unknown as Table)
  const nothing = { low: -1, high: 1 }
  if (count === 0) return { kappa: null, standardError: null, interval: nothing, agreement: null, count }
  const agreement = (counts.truePass + counts.trueFail) / count
  if (seen === null || smooth === null) {
    return { kappa: null, standardError: null, interval: nothing, agreement, count }
  }
  const half = twoSidedZ(confidence) * smooth.standardError
  const interval = {
    low: Math.min(seen.kappa, Math.max(-1, smooth.kappa - half)),
    high: Math.max(seen.kappa, Math.min(1, smooth.kappa + half)),
  }
  return { ...seen, interval, agreement, count }
}

function kappaOf([[a, b], [c, d]]: Table): { kappa: number; standardError: number } | null {
  const n = a + b + c + d
  const human = [(a + b) / n, (c + d) / n] as const
  const judge = [(a + c) / n, (b + d) / n] as const
  const agreed = (a + d) / n
  const byChance = human[0] * judge[0] + human[1] * judge[1]
  if (!(byChance < 1)) return null
  const diagonal =
    (a / n) * (1 - byChance - (human[0] + judge[0]) * (1 - agreed)) ** 2 +
    (d / n) * (1 - byChance - (human[1] + judge[1]) * (1 - agreed)) ** 2
  const others = (1 - agreed) ** 2 * ((b / n) * (judge[0] + human[1]) ** 2 + (c / n) * (judge[1] + human[0]) ** 2)
  const variance = (diagonal + others - (agreed * byChance - 2 * byChance + agreed) ** 2) / (n * (1 - byChance) ** 4)
  return { kappa: (agreed - byChance) / (1 - byChance), standardError: Math.sqrt(Math.max(0, variance)) }
}
