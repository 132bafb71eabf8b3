import type { LeasedTrial, NewTrialOutput, Row } from '@pawl/core'

/** What a target did in one trial, without which one that was. */
export type TargetOutput = Omit<NewTrialOutput, 'rowId' | 'trial' | 'attempt' | 'startedAt' | 'finishedAt'> & {
  /** What the provider said had answered, where it said so. */
  readonly responseModel?: string | null
}

export interface TargetCall {
  readonly leased: LeasedTrial
  /** As the run's revision of the dataset has it. */
  readonly row: Row
  readonly signal: AbortSignal
}

/**
 * Makes one trial. What the target does wrong is an output with an error.
 *
 * @throws AppError for what would stop every other trial too (no provider, the cap is reached); the reason of the signal
 */
export type Target = (call: TargetCall) => Promise<TargetOutput>

export const failedOutput = (type: string, message: string, rest: Partial<TargetOutput> = {}): TargetOutput => ({
  output: null,
  ...rest,
  error: { type, message },
})
