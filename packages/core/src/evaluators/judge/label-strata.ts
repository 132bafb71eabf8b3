import type { EvaluatorOutcome, EvaluatorResult } from '../evaluator-result.ts'
import type { JudgeCounts } from './judge-counts.ts'

/** What a judge said about an output: the groups from which outputs are drawn for labelling. */
export type Stratum = EvaluatorOutcome | `${EvaluatorOutcome}:partial`

/** `partial` where the score was between 0 and 1: such a judge was not sure. */
export function stratumOf({ outcome, score }: Pick<EvaluatorResult, 'outcome' | 'score'>): Stratum {
  return score !== null && score > 0 && score < 1 ? `${outcome}:partial` : outcome
}

export function outcomeOf(stratum: Stratum): EvaluatorOutcome {
  return (stratum.split(':')[0] ?? 'unknown') as EvaluatorOutcome
}

/** All outputs of one stratum that were judged, labelled or not. */
export interface StratumCounts {
  readonly stratum: Stratum
  /** With a human pass, and with a human fail. */
  readonly passed: number
  readonly failed: number
  /** Without a label that counts. */
  readonly unlabelled: number
}

/**
 * Labels as if they had been drawn at random from all judged outputs, although some strata were labelled more than others:
 * each label counts for its stratum's share, and all of them for as many labels as they are worth, (Σw)²/Σw² (Kish 1965,
 * Survey Sampling, 11.7). With that, the figures of `judgeFitness` and `ppiPassRate` hold for all outputs; within a stratum
 * the labelled ones must be a random draw. Strata without a label say nothing; `uncovered` counts their outputs.
 */
export function weighLabels(strata: readonly StratumCounts[]): {
  readonly counts: JudgeCounts
  readonly uncovered: number
} {
  const covered = strata.filter(({ passed, failed }) => passed + failed > 0)
  const sizes = covered.map(({ passed, failed, unlabelled }) => passed + failed + unlabelled)
  const total = sizes.reduce((sum, size) => sum + size, 0)
  const squares = covered.reduce(
    (sum, { passed, failed }, index) => sum + (sizes[index] ?? 0) ** 2 / (passed + failed),
    0,
  )
  const counts = { truePass: 0, falseFail: 0, falsePass: 0, trueFail: 0, unknownPass: 0, unknownFail: 0 }
  for (const [index, { stratum, passed, failed }] of covered.entries()) {
    const weight = ((sizes[index] ?? 0) / (passed + failed)) * (total / squares)
    const [pass, fail] = cells[outcomeOf(stratum)]
    counts[pass] += passed * weight
    counts[fail] += failed * weight
  }
  const uncovered =
    strata.reduce((sum, { unlabelled }) => sum + unlabelled, 0) -
    covered.reduce((sum, { unlabelled }) => sum + unlabelled, 0)
  return { counts: rounded(counts), uncovered }
}

const cells = {
  pass: ['truePass', 'falsePass'],
  fail: ['falseFail', 'trueFail'],
  unknown: ['unknownPass', 'unknownFail'],
} as const satisfies Record<EvaluatorOutcome, readonly [keyof JudgeCounts, keyof JudgeCounts]>

/** Equal weights come out a rounding off a whole number. */
function rounded(counts: JudgeCounts): JudgeCounts {
  return Object.fromEntries(
    Object.entries(counts).map(([cell, count]) => [cell, Number(count.toFixed(9))]),
  ) as unknown as JudgeCounts
}

/** Labels that every stratum gets before the shares decide, unsure ones first. */
const fewestLabels = 5

/**
 * From which strata the next outputs to label come, most useful first. A few from each, those first in which the judge was
 * unsure; then where a label narrows the corrected pass rate most: by a stratum's size and by how much people differ in it
 * (Neyman 1934). `notJudged` is a stratum as well: outputs that the judge has not seen.
 */
export function chooseStrata(
  strata: readonly (Omit<StratumCounts, 'stratum'> & { readonly stratum: Stratum | 'not_judged' })[],
  count: number,
): readonly (Stratum | 'not_judged')[] {
  const open = strata.map((each) => ({ ...each, labelled: each.passed + each.failed, left: each.unlabelled }))
  const chosen: (Stratum | 'not_judged')[] = []
  while (chosen.length < count) {
    const candidates = open.filter(({ left }) => left > 0)
    const best = candidates.sort((a, b) => urgency(b) - urgency(a))[0]
    if (best === undefined) break
    chosen.push(best.stratum)
    best.left--
    best.labelled++
  }
  return chosen
}

interface OpenStratum {
  readonly stratum: Stratum | 'not_judged'
  readonly passed: number
  readonly failed: number
  readonly unlabelled: number
  readonly labelled: number
}

function urgency({ stratum, passed, failed, unlabelled, labelled }: OpenStratum): number {
  const known = passed + failed
  const rate = (passed + 1) / (known + 2)
  const size = known + unlabelled
  const gain = (size * Math.sqrt(rate * (1 - rate))) / Math.sqrt((labelled + 1) * (labelled + 2))
  if (labelled >= fewestLabels || stratum === 'not_judged') return gain
  const isUnsure = stratum.startsWith('unknown') || stratum.endsWith('partial')
  // Beyond every gain, so that the first few labels of each stratum come first.
  return 1e12 * (isUnsure ? 2 : 1) * (fewestLabels - labelled) + gain
}
