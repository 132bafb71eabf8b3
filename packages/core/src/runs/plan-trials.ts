import type { Trial } from './run-answers.ts'

export type PlannedTrial = Pick<Trial, 'rowId' | 'trial' | 'attempt'>

export interface TrialAttempt extends PlannedTrial {
  readonly isFinished: boolean
}

export interface TrialPlan {
  readonly rowIds: readonly string[]
  readonly trialsPerRow: number
  /** Everything that was ever started; in any order. */
  readonly attempts: readonly TrialAttempt[]
}

/**
 * The trials that a run still has to make, at its start or after a crash: a finished one never again, one that was in
 * flight under its number as the next attempt. The first trials of all rows come before the second ones, so that a
 * run cut short has seen every row.
 */
export function planTrials({ rowIds, trialsPerRow, attempts }: TrialPlan): readonly PlannedTrial[] {
  const known = new Map<string, { attempt: number; isFinished: boolean }>()
  for (const { rowId, trial, attempt, isFinished } of attempts) {
    const key = trialKey(rowId, trial)
    const last = known.get(key)
    known.set(key, {
      attempt: Math.max(attempt, last?.attempt ?? 0),
      isFinished: isFinished || (last?.isFinished ?? false),
    })
  }
  const planned: PlannedTrial[] = []
  for (let trial = 1; trial <= trialsPerRow; trial++) {
    for (const rowId of rowIds) {
      const last = known.get(trialKey(rowId, trial))
      if (last?.isFinished !== true) planned.push({ rowId, trial, attempt: (last?.attempt ?? 0) + 1 })
    }
  }
  return planned
}

export interface PlanRange {
  readonly rowIds: readonly string[]
  readonly trialsPerRow: number
  /** Places in the plan: the first one, and the one after the last. */
  readonly from: number
  readonly to: number
}

/** A part of what `planTrials` gives for a run that has not begun, without making all of it. */
export function planRange({ rowIds, trialsPerRow, from, to }: PlanRange): readonly PlannedTrial[] {
  const end = Math.min(to, rowIds.length * trialsPerRow)
  const planned: PlannedTrial[] = []
  for (let place = from; place < end; place++) {
    const rowId = rowIds[place % rowIds.length] ?? ''
    planned.push({ rowId, trial: Math.floor(place / rowIds.length) + 1, attempt: 1 })
  }
  return planned
}

/** The result of each trial once: that of its last attempt. */
export function lastAttempts<Line extends PlannedTrial>(trials: readonly Line[]): readonly Line[] {
  const last = new Map<string, Line>()
  for (const trial of trials) {
    const key = trialKey(trial.rowId, trial.trial)
    const known = last.get(key)
    if (known === undefined || trial.attempt > known.attempt) last.set(key, trial)
  }
  return [...last.values()]
}

const trialKey = (rowId: string, trial: number): string => `${trial}:${rowId}`
