import type { EvaluationSubject, EvaluatorResult, EvaluatorVersion } from '@pawl/core'
import type { JudgeContext } from './judging/index.ts'

/** What later stages may ask of evaluators. */
export interface Evaluators {
  /**
   * The versions of the given references, in their order: `name` (the newest), `name@3`, or `name@<first digits of its id>`.
   *
   * @throws AppError `not_found` that names those that are missing
   */
  resolve(project: string, references: readonly string[]): Promise<readonly EvaluatorVersion[]>
  /**
   * Judges one output. What the output or the evaluator does never throws: it is `unknown`, with the reason. Rejects
   * only when the signal is aborted.
   */
  judge(context: JudgeContext, version: EvaluatorVersion, subject: EvaluationSubject): Promise<EvaluatorResult>
  /**
   * Lets through evaluators that may be attached to rows, running examples that were not run yet.
   *
   * @throws AppError `not_found`; `conflict` for one that is archived, or that gets an example wrong, which it names with
   * what came out
   */
  assertAttachable(project: string, references: readonly string[]): Promise<void>
  close(): Promise<void>
}
