import type {
  AddedVersion,
  CreatedPrompt,
  CurrentVersion,
  EvaluatorUse,
  NewPrompt,
  PromptProtection,
  PromptVersion,
  ReleaseTarget,
} from '@pawl/core'
import { createAuditLog } from '../platform/audit/index.ts'
import type { ControlTransaction } from '../platform/control/index.ts'
import type { FoundSecretUse } from '../platform/secrets/index.ts'
import { addVersion, type VersionToAdd } from './add-version.ts'
import { createPrompt } from './create-prompt.ts'
import {
  type CurrentTarget,
  currentTargets,
  type ExternalChange,
  lockEnvironment,
  makeExternalCurrent,
  newestTargets,
} from './current-targets.ts'
import { DeployedPrompts } from './deployed-prompts.ts'
import { selectExternalSecretUses } from './externals.store.ts'
import { findVersionByRef } from './find-version.ts'
import { assertEnvironment, type CurrentChange, makeCurrent } from './make-current.ts'
import { selectDatasetProtections, selectEvaluatorUses, selectProtectedPrompts } from './prompts.store.ts'
import type { PromptsDb } from './prompts-db.ts'
import type { Author, PromptReferrer, PromptsDeps } from './prompts-deps.ts'

/** What later stages may ask of prompts. */
export interface Prompts {
  readonly deps: PromptsDeps
  /** What applications fetch. */
  readonly deployed: DeployedPrompts
  /**
   * The version that a ref names: `name` (the newest), `name@3`, `name@<first six digits or more of the id>` or
   * `name@<environment>`.
   *
   * @throws AppError `bad_request` for what can be no ref; `not_found` that says what there is; `conflict` for digits
   * that begin several ids
   */
  version(project: string, ref: string): Promise<PromptVersion>
  /** The same within a transaction. */
  versionWithin(db: PromptsDb, project: string, ref: string): Promise<PromptVersion>
  /** Every prompt that is not archived with the datasets that it names as its protection. */
  datasetProtections(db: PromptsDb, project: string): Promise<readonly PromptProtection[]>
  /** @throws AppError `not_found` that says which there are */
  assertEnvironment(db: PromptsDb, project: string, environment: string): Promise<void>
  /** @throws AppError `conflict` when there is a prompt of that name; `not_found` for an unknown protector */
  create(author: Author, prompt: NewPrompt): Promise<CreatedPrompt>
  /**
   * Stores a content as the next version; one that the prompt has already is that version.
   *
   * @throws AppError `not_found`; `conflict` when it is archived or has a newer version than `basedOn`
   */
  addVersion(author: Author, version: VersionToAdd): Promise<AddedVersion>
  /** The prompts that a dataset or an evaluator protects, by name. */
  protectedBy(project: string, protector: Protector): Promise<readonly string[]>
  /**
   * Makes versions current in an environment within the transaction of whoever records why; applications fetch them
   * once it has committed.
   *
   * @throws AppError `not_found` for an unknown environment or version
   */
  makeCurrent(
    transaction: ControlTransaction,
    author: Author,
    change: CurrentChange,
  ): Promise<readonly CurrentVersion[]>
  /**
   * As `makeCurrent`, for a version of an agent that Pawl does not hold.
   *
   * @throws AppError `not_found` for an unknown environment
   */
  makeExternalCurrent(transaction: ControlTransaction, author: Author, change: ExternalChange): Promise<void>
  /** What is live in an environment, prompts and agents alike; empty for an unknown one. */
  currentTargets(db: PromptsDb, project: string, environment: string): Promise<readonly CurrentTarget[]>
  /** The newest version of every prompt that is not archived and has one, by name. */
  newestTargets(db: PromptsDb, project: string): Promise<readonly ReleaseTarget[]>
  /**
   * Locks an environment until the transaction ends: whatever changes what is live there waits.
   *
   * @throws AppError `not_found` that says which there are
   */
  lockEnvironment(
    transaction: ControlTransaction,
    author: Author,
    place: { readonly environment: string; readonly at: Date },
  ): Promise<void>
  /** Agents that are live and run with secrets. */
  secretUses(project: string): Promise<readonly FoundSecretUse[]>
  /** The prompts that name evaluators as their protection; with a name, those of one. */
  evaluatorUses(project: string, evaluator?: string): Promise<readonly EvaluatorUse[]>
  /** From now on a prompt that this refers to cannot be deleted. */
  addReferrer(referrer: PromptReferrer): void
}

export interface Protector {
  readonly kind: 'dataset' | 'evaluator'
  readonly name: string
}

export function openPrompts(options: Omit<PromptsDeps, 'referrers' | 'audit'>): Prompts {
  const referrers: PromptReferrer[] = []
  const deps: PromptsDeps = { ...options, referrers, audit: createAuditLog(options) }
  const { db } = deps.control
  const deployed = new DeployedPrompts(deps)
  return {
    deps,
    deployed,
    version: (project, ref) => findVersionByRef(db, project, ref),
    versionWithin: findVersionByRef,
    datasetProtections: selectDatasetProtections,
    assertEnvironment,
    create: (author, prompt) => createPrompt(deps, author, prompt),
    addVersion: (author, version) => addVersion(deps, author, version),
    protectedBy: (project, protector) => selectProtectedPrompts(db, { project, ...protector }),
    makeExternalCurrent,
    currentTargets,
    lockEnvironment,
    newestTargets,
    makeCurrent: async (transaction, author, change) => {
      const { project } = author
      deps.control.afterCommit(() => deployed.forget({ project, environment: change.environment }))
      return makeCurrent(transaction, author, change)
    },
    evaluatorUses: async (project, evaluator) => {
      const found = await selectEvaluatorUses(db, project, evaluator)
      return found.map((use) => ({ ...use, kind: 'prompt', rows: 0 }))
    },
    secretUses: (project) => selectExternalSecretUses(db, project),
    addReferrer: (referrer) => referrers.push(referrer),
  }
}
