import type { RowOutcomes } from '../../evaluators/index.ts'
import { type Interval, wilsonInterval } from '../../traces/index.ts'
import type { RowThresholds } from '../rows/row-thresholds.ts'
import type { TrialOutcome } from './proof.ts'
import { defaultRowErrorRate, type RowEvidenceState, weighRow } from './row-evidence.ts'

export interface ProofSideCounts extends RowOutcomes {
  readonly errors: number
  /** Share of the decided trials that passed; null when none was decided. */
  readonly passRate: number | null
  /** Wilson's 95 % interval of the pass probability; 0 to 1 when nothing was judged. */
  readonly interval: Interval
  readonly state: RowEvidenceState
  /** Trials still needed if all go the way that is wanted: fails before the fix, passes after it. */
  readonly trialsNeeded: number
}

/**
 * `taught`: failed before, holds after. `teaches_nothing`: it already held before. `fix_not_shown`: failed before, and
 * after it does not hold (yet). `undecided`: whether it failed before is not settled.
 */
export type ProofVerdict = 'taught' | 'teaches_nothing' | 'fix_not_shown' | 'undecided'

export interface ProofDecision {
  readonly verdict: ProofVerdict
  /** One or two sentences for the person, with the counts. */
  readonly reason: string
  readonly before: ProofSideCounts
  readonly after: ProofSideCounts
}

export interface ProofQuestion extends RowThresholds {
  readonly before: readonly TrialOutcome[]
  readonly after: readonly TrialOutcome[]
  /** Of each side; .05 when left out. */
  readonly errorRate?: number
}

/**
 * Whether a row taught: its trials on the old version are so bad that it does not pass as required there, and those on
 * the new one so good that it passes more often than the floor. Unknown outcomes and errors speak for neither.
 */
export function decideProof(question: ProofQuestion): ProofDecision {
  const before = countSide(question.before, question, 'fails')
  const after = countSide(question.after, question, 'passes')
  const decided = (verdict: ProofVerdict, reason: string): ProofDecision => ({ verdict, reason, before, after })
  switch (before.state) {
    case 'holds':
      return decided(
        'teaches_nothing',
        `The old version already passes this row (${tally(before)}): the row teaches nothing.`,
      )
    case 'unsure':
      return decided('undecided', undecidedReason(before))
    case 'broken':
      return after.state === 'holds'
        ? decided('taught', `The row failed before (${tally(before)}) and holds after (${tally(after)}).`)
        : decided('fix_not_shown', `The row failed before (${tally(before)}). ${afterReason(after)}`)
  }
}

function countSide(
  outcomes: readonly TrialOutcome[],
  question: ProofQuestion,
  wanted: 'passes' | 'fails',
): ProofSideCounts {
  const count = (outcome: TrialOutcome) => outcomes.filter((each) => each === outcome).length
  const [passed, failed] = [count('pass'), count('fail')]
  const evidence = weighRow({ passed, failed }, question, question.errorRate ?? defaultRowErrorRate)
  const passRate = passed + failed === 0 ? null : passed / (passed + failed)
  return {
    passed,
    failed,
    unknown: count('unknown'),
    errors: count('error'),
    passRate,
    interval: wilsonInterval(passRate ?? 0, passed + failed),
    state: evidence.state,
    trialsNeeded: wanted === 'passes' ? evidence.passesToHold : evidence.failsToBreak,
  }
}

function tally(side: ProofSideCounts): string {
  const judged = side.passed + side.failed
  const apart = [side.unknown > 0 ? `${side.unknown} unknown` : '', side.errors > 0 ? `${side.errors} errors` : '']
  return [`${side.passed} of ${judged} passed`, ...apart.filter((words) => words !== '')].join(', ')
}

const times = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`

function undecidedReason(before: ProofSideCounts): string {
  const judged = before.passed + before.failed
  if (judged === 0) return `No trial of the old version was judged (${tally(before)}): run it again.`
  const seen =
    before.failed === 0
      ? 'The old version has not failed this row'
      : 'It is not settled that the old version fails this row'
  return `${seen} (${tally(before)}); ${times(before.trialsNeeded, 'further failing trial')} would settle it.`
}

function afterReason(after: ProofSideCounts): string {
  if (after.state === 'broken') return `The new version fails it too (${tally(after)}).`
  if (after.passed + after.failed === 0) return `No trial of the new version was judged (${tally(after)}).`
  return `The new version is not shown to hold (${tally(after)}); ${times(after.trialsNeeded, 'further passing trial')} would show it.`
}
