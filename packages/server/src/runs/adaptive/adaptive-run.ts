import type { RunView, TargetSpec } from '@pawl/core'
import type { Budget } from '../../platform/llm/index.ts'
import type { PinnedEvaluator, RunOfGate } from '../store/run-records.ts'
import type { TrialFigures } from '../store/trial-rows.ts'

/** A run whose trials are asked for one by one, as the results before them demand. */
export interface AdaptiveRequest {
  readonly gate: RunOfGate
  /** A prompt by its whole version id. */
  readonly target: TargetSpec
  readonly name: RunView['target']
  readonly datasetName: string
  readonly datasetRevision: number
  /** All rows that may be asked for. */
  readonly rowIds: readonly string[]
  readonly evaluators: readonly PinnedEvaluator[]
  readonly concurrency: number
  readonly spendingCapUsd: number | null
  /** For all runs under one cap. */
  readonly budget: Budget
  readonly note: string
  /** Called when a worker takes the first trial, of a target that the caller runs. */
  readonly onLeased?: () => void
}

export interface AdaptiveWish {
  readonly rowId: string
  readonly trial: number
  readonly attempt: number
  readonly signal: AbortSignal
}

export interface AdaptiveTrial extends TrialFigures {
  readonly runId: string
  readonly traceId: string | null
  /** What the provider said had answered; null where it did not say. */
  readonly responseModel: string | null
  /** Resolves when it is durable. */
  readonly stored: Promise<void>
}

export interface AdaptiveRun {
  readonly runId: string
  /**
   * Makes a trial, or gives the one that was stored before a crash. A trial that several attempts were lost of may come
   * back under a higher attempt than was asked for.
   *
   * @throws AppError for what stops every trial (no provider, the cap is reached, the run was cancelled); the reason of the signal
   */
  trial(wish: AdaptiveWish): Promise<AdaptiveTrial>
  /** Resolves when every trial that ended is durable. */
  flush(): Promise<void>
  /** Ends the run, with its figures. */
  close(): Promise<void>
}
