import type { ControlStore } from '../platform/control/index.ts'
import type { Logger } from '../platform/log/index.ts'
import type { NearDuplicates } from './near-duplicates.ts'

/** What datasets ask of evaluators. */
export interface EvaluatorCheck {
  /** @throws AppError that names the evaluators which do not exist, or get examples of their own wrong */
  assertAttachable(project: string, names: readonly string[]): Promise<unknown>
}

/** What the use cases of this folder work on. */
export interface DatasetsContext {
  readonly control: ControlStore
  readonly evaluators: EvaluatorCheck
  readonly near: NearDuplicates
  readonly log: Logger
  readonly now: () => Date
}
