import type {
  EvaluationSubject,
  EvaluatorDefinition,
  EvaluatorResult,
  EvaluatorVersion,
  QueuedForLabels,
} from '@pawl/core'
import { createAuditLog } from '../platform/audit/index.ts'
import type { FoundSecretUse } from '../platform/secrets/index.ts'
import { assertAttachable } from './assert-attachable.ts'
import type { Author, EvaluatorsDb, EvaluatorsDeps, FindEvaluatorUses, RowCount } from './evaluators-deps.ts'
import { findSecretUses } from './find-secret-uses.ts'
import { resolveVersions } from './find-version.ts'
import { type JudgeContext, judgeSubject } from './judging/index.ts'
import { addLabelSubjects, findUnfitJudges, type SubjectsToAdd } from './labels/index.ts'
import { Sandbox } from './sandbox/index.ts'
import { ensureEvaluator } from './save-version.ts'

/** What later stages may ask of evaluators. */
export interface Evaluators {
  readonly deps: EvaluatorsDeps
  /**
   * The versions of the given references, in their order: `name` (the newest), `name@3`, or `name@<six digits or more of its
   * id>`. Archived evaluators too: rows and runs go on using them.
   *
   * @throws AppError `not_found` that names those that are missing
   */
  resolve(project: string, references: readonly string[]): Promise<readonly EvaluatorVersion[]>
  /** The same within a transaction. */
  resolveWithin(db: EvaluatorsDb, project: string, references: readonly string[]): Promise<readonly EvaluatorVersion[]>
  /** Of these versions, those that ask a model and whose labels do not prove that they tell good outputs from bad; by name. */
  unfitJudges(project: string, versions: readonly EvaluatorVersion[]): Promise<readonly string[]>
  /**
   * Judges one output. What the output or the evaluator does never throws: it is `unknown`, with the reason.
   *
   * @throws the reason of the signal; AppError `spending_cap_reached`, which says nothing about the output
   */
  judge(context: JudgeContext, version: EvaluatorVersion, subject: EvaluationSubject): Promise<EvaluatorResult>
  /**
   * Lets through evaluators that may be attached to rows.
   *
   * @throws AppError `not_found`; `conflict` for one that is archived, or that gets an example wrong, which it names with
   * what came out
   */
  assertAttachable(project: string, references: readonly string[]): Promise<void>
  /**
   * Copies outputs into the labelling queue of an evaluator; one that is there already stays as it is.
   *
   * @throws AppError `not_found`
   */
  queueForLabels(author: Author, wanted: SubjectsToAdd): Promise<QueuedForLabels>
  /** Makes an evaluator without examples; one of that name that is there stays as it is. */
  ensure(
    author: Author,
    evaluator: { readonly name: string; readonly definition: EvaluatorDefinition; readonly note: string },
  ): Promise<void>
  /** From now on its answers say where these use evaluators, and what a prompt names is not archived by accident. */
  addUses(find: FindEvaluatorUses): void
  /** From now on a new version of what judges these rows needs a reason. */
  addRowCount(count: RowCount): void
  /** The texts of newest versions in which secrets are named. */
  secretUses(project: string): Promise<readonly FoundSecretUse[]>
  /** Ends the sandbox's threads. */
  close(): Promise<void>
}

type EvaluatorsOptions = Omit<EvaluatorsDeps, 'sandbox' | 'findUses' | 'audit' | 'rowCounts'>

export function openEvaluators(options: EvaluatorsOptions): Evaluators {
  const sandbox = new Sandbox()
  const deps: EvaluatorsDeps = { ...options, sandbox, findUses: [], rowCounts: [], audit: createAuditLog(options) }
  return {
    deps,
    resolve: (project, references) => resolveVersions(deps.control.db, project, references),
    resolveWithin: resolveVersions,
    unfitJudges: (project, versions) => findUnfitJudges(deps.control.db, project, versions),
    async judge(context, { definition }, subject) {
      return (await judgeSubject({ ...context, means: deps }, definition, subject)).result
    },
    assertAttachable: (project, references) => assertAttachable(deps, project, references),
    queueForLabels: async (author, wanted) => {
      if (wanted.subjects.length === 0) return { addedCount: 0, knownCount: 0 }
      const { subjectIds, addedCount } = await addLabelSubjects(deps, author, wanted)
      return { addedCount, knownCount: subjectIds.length - addedCount }
    },
    ensure: (author, evaluator) => ensureEvaluator(deps, author, evaluator),
    addUses: (find) => deps.findUses.push(find),
    addRowCount: (count) => deps.rowCounts.push(count),
    secretUses: (project) => findSecretUses(deps.control.db, project),
    close: () => sandbox.close(),
  }
}
