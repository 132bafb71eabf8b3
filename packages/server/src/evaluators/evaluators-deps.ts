import type { EvaluatorUse } from '@pawl/core'
import type { AuditLog } from '../platform/audit/index.ts'
import type { ControlStore, ControlTransaction } from '../platform/control/index.ts'
import type { JudgingMeans } from './judging/index.ts'

/** What the use cases of this folder work on. */
export interface EvaluatorsDeps extends JudgingMeans {
  readonly control: ControlStore
  /** A new version of what judges active rows is written there. */
  readonly audit: Pick<AuditLog, 'append'>
  /** Of later stages: how many active rows its newest version judges. */
  readonly rowCounts: RowCount[]
  readonly now: () => Date
  /** Where later stages use evaluators. */
  readonly findUses: FindEvaluatorUses[]
}

/** Where evaluators of a project judge; with a name, those of one. */
export type FindEvaluatorUses = (project: string, evaluator?: string) => Promise<readonly EvaluatorUse[]>

/** The store itself, or a transaction of it. */
export type EvaluatorsDb = ControlStore['db'] | ControlTransaction

/** How many active rows the newest version of an evaluator judges. */
export type RowCount = (db: EvaluatorsDb, project: string, evaluator: string) => Promise<number>

/** Who does something, for the record. */
export interface Author {
  readonly project: string
  readonly person: string
}

/** An evaluator's name is its identity within its project. */
export interface EvaluatorKey {
  readonly project: string
  readonly evaluator: string
}
