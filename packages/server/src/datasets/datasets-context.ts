import type { EvaluatorDefinition, NewLabelSubject, QueuedForLabels, TraceFilter } from '@pawl/core'
import type { AuditLog } from '../platform/audit/index.ts'
import type { ControlStore } from '../platform/control/index.ts'
import type { Logger } from '../platform/log/index.ts'
import type { WholeTrace } from '../traces/index.ts'
import type { DatasetJobs } from './dataset-jobs.ts'
import type { NearDuplicates } from './near-duplicates.ts'

/** What datasets ask of evaluators. */
export interface EvaluatorCheck {
  /** @throws AppError that names the evaluators which do not exist, or get examples of their own wrong */
  assertAttachable(project: string, names: readonly string[]): Promise<unknown>
  /** Makes an evaluator; one of that name that is there stays as it is. */
  ensure(
    author: { readonly project: string; readonly person: string },
    evaluator: { readonly name: string; readonly definition: EvaluatorDefinition; readonly note: string },
  ): Promise<void>
  /** Copies outputs into its labelling queue. @throws AppError `not_found` */
  queueForLabels(
    author: { readonly project: string; readonly person: string },
    wanted: { readonly evaluator: string; readonly subjects: readonly NewLabelSubject[] },
  ): Promise<QueuedForLabels>
}

/** What datasets ask of traces. */
export interface TraceSource {
  /** Those that exist, in no order. */
  whole(project: string, traceIds: readonly string[]): AsyncIterable<WholeTrace>
  /** Newest first. */
  find(project: string, filter: TraceFilter): AsyncIterable<WholeTrace>
  /** Whose traces they are, for those that exist. */
  people(
    project: string,
    traceIds: readonly string[],
  ): Promise<ReadonlyMap<string, { readonly userId: string; readonly sessionId: string }>>
}

/** What the use cases of this folder work on. */
export interface DatasetsContext {
  readonly control: ControlStore
  /** What makes rows protect less is written there. */
  readonly audit: Pick<AuditLog, 'append'>
  readonly evaluators: EvaluatorCheck
  readonly traces: TraceSource
  readonly near: NearDuplicates
  readonly jobs: DatasetJobs
  /** Files that are being imported lie here; gone with the import. */
  readonly importDirectory: string
  /** @throws AppError `disk_full` */
  readonly assertWritable: () => void
  readonly log: Logger
  readonly now: () => Date
  /** Who names datasets as what protects them. */
  readonly findProtected: FindProtected[]
}

/** What a dataset protects, by name: of later stages. */
export type FindProtected = (project: string, dataset: string) => Promise<readonly string[]>
