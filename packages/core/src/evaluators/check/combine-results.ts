import type { CombineDefinition } from '../definition/index.ts'
import { type EvaluatorOutcome, type EvaluatorResult, failed, passed, unknown } from '../evaluator-result.ts'
import { figure, listed } from './quote.ts'

export interface WeighedResult {
  /** How the part is named in a reason. */
  readonly name: string
  readonly weight: number
  readonly result: EvaluatorResult
}

/**
 * Kleene's three-valued logic: a part that could not be judged leaves the whole undecided only where it could have changed
 * it. `all`: one fail decides; `any`: one pass decides; `weighted`: decided when the mean reaches `minScore`, or misses it,
 * whatever the undecided parts would have said.
 */
export function combineResults(
  { mode, minScore }: Pick<CombineDefinition, 'mode' | 'minScore'>,
  parts: readonly WeighedResult[],
): EvaluatorResult {
  const combined = mode === 'weighted' ? combineWeighted(parts, minScore) : combineLogically(mode, parts)
  return { ...combined, parts: parts.map((part) => part.result) }
}

function combineLogically(mode: 'all' | 'any', parts: readonly WeighedResult[]): EvaluatorResult {
  const those = (outcome: EvaluatorOutcome) => parts.filter((part) => part.result.outcome === outcome)
  const [right, wrong, open] = [those('pass'), those('fail'), those('unknown')]
  // The score is known where no undecided part could change it.
  const scores = parts.map((part) => scoreOf(part.result))
  const known = scores.filter((score) => score !== null)
  const extreme = mode === 'all' ? Math.min(...known) : Math.max(...known)
  const isKnown = known.length === parts.length || extreme === (mode === 'all' ? 0 : 1)
  const score = isKnown && known.length > 0 ? extreme : null
  if (mode === 'all') {
    if (wrong.length > 0)
      return { score, outcome: 'fail', reason: summary(`${wrong.length} of ${parts.length} failed`, wrong) }
    if (open.length > 0) return unknown(summary(`${open.length} of ${parts.length} could not be judged`, open))
    return { score, outcome: 'pass', reason: `All ${parts.length} passed` }
  }
  if (right.length > 0) {
    return { score, outcome: 'pass', reason: summary(`${right.length} of ${parts.length} passed`, right) }
  }
  if (open.length > 0) {
    return unknown(summary(`None passed and ${open.length} of ${parts.length} could not be judged`, open))
  }
  return { score, outcome: 'fail', reason: summary(`None of ${parts.length} passed`, wrong) }
}

function combineWeighted(parts: readonly WeighedResult[], minScore: number): EvaluatorResult {
  let all = 0
  let earned = 0
  let undecided = 0
  for (const { weight, result } of parts) {
    const score = scoreOf(result)
    all += weight
    if (score === null) undecided += weight
    else earned += weight * score
  }
  const [least, most] = [earned / all, Math.min(1, (earned + undecided) / all)]
  const range = undecided === 0 ? figure(least) : `between ${figure(least)} and ${figure(most)}`
  const finding = `The weighted score is ${range}`
  const notPassed = parts.filter((part) => part.result.outcome !== 'pass')
  const score = undecided === 0 ? Math.min(1, least) : null
  // Sums of fractions may miss a threshold by a rounding.
  const slack = 1e-9
  if (least >= minScore - slack) return { ...passed(`${finding}, at least ${minScore}`), score }
  if (most < minScore - slack) return { ...failed(summary(`${finding}, less than ${minScore}`, notPassed)), score }
  return unknown(summary(`${finding}, and ${minScore} is needed`, notPassed))
}

/** A part without a figure counts by its outcome. */
function scoreOf({ score, outcome }: EvaluatorResult): number | null {
  if (score !== null) return score
  return outcome === 'unknown' ? null : outcome === 'pass' ? 1 : 0
}

function summary(head: string, parts: readonly WeighedResult[]): string {
  return parts.length === 0 ? head : `${head}: ${listed(parts.map(({ name, result }) => `${name} (${result.reason})`))}`
}
