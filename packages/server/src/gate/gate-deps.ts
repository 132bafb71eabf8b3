import type { ExternalTarget } from '@pawl/core'
import type { Datasets } from '../datasets/index.ts'
import type { Evaluators } from '../evaluators/index.ts'
import type { AuditLog } from '../platform/audit/index.ts'
import type { ControlStore, ControlTransaction } from '../platform/control/index.ts'
import type { Logger } from '../platform/log/index.ts'
import type { JobQueue } from '../platform/queue/index.ts'
import type { Webhooks } from '../platform/webhooks/index.ts'
import type { Prompts } from '../prompts/index.ts'
import type { Runs } from '../runs/index.ts'

/** The store itself, or a transaction of it. */
export type GateDb = ControlStore['db'] | ControlTransaction

/** Who does something, for the record. */
export interface Author {
  readonly project: string
  readonly person: string
}

/** How a version from outside is run. */
export interface ExternalSpec {
  readonly target: ExternalTarget
  readonly isDeterministic: boolean
}

/** What the stage stands on. */
export interface GateDeps {
  readonly control: ControlStore
  readonly datasets: Pick<Datasets, 'activeRows' | 'rowTests'>
  readonly evaluators: Pick<Evaluators, 'resolveWithin' | 'unfitJudges'>
  readonly prompts: Pick<Prompts, 'versionWithin' | 'datasetProtections' | 'assertEnvironment' | 'currentTargets'>
  readonly runs: Pick<Runs, 'ofGate' | 'openAdaptive'>
  readonly audit: Pick<AuditLog, 'append' | 'since' | 'weakenings'>
  readonly webhooks: Pick<Webhooks, 'publish'>
  readonly queue: Pick<JobQueue, 'work' | 'send' | 'schedule'>
  readonly log: Logger
  readonly now: () => Date
  readonly randomBytes: (count: number) => Uint8Array
}
