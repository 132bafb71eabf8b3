import type { JsonObject, WebhookEvent } from '@pawl/core'
import type { Gate } from '../gate/index.ts'
import type { AuditLog } from '../platform/audit/index.ts'
import type { ControlStore, ControlTransaction } from '../platform/control/index.ts'
import type { JobQueue } from '../platform/queue/index.ts'
import type { Prompts } from '../prompts/index.ts'
import type { NewChangeMark } from '../traces/index.ts'

/** The store itself, or a transaction of it. */
export type DeploymentsDb = ControlStore['db'] | ControlTransaction

/** Who does something, for the record. */
export interface Author {
  readonly project: string
  readonly person: string
}

/** What the stage stands on. */
export interface DeploymentsDeps {
  readonly control: ControlStore
  readonly prompts: Pick<
    Prompts,
    'makeCurrent' | 'makeExternalCurrent' | 'currentTargets' | 'newestTargets' | 'lockEnvironment'
  >
  readonly gate: Pick<Gate, 'subjectOf' | 'newestFor' | 'policyOf'>
  readonly audit: Pick<AuditLog, 'append' | 'weakenings'>
  readonly publish: (
    transaction: ControlTransaction,
    event: { readonly project: string; readonly event: WebhookEvent; readonly data: JsonObject },
  ) => Promise<void>
  readonly markChange: (transaction: ControlTransaction, mark: NewChangeMark) => Promise<void>
  readonly queue: Pick<JobQueue, 'schedule'>
  readonly now: () => Date
  readonly randomBytes: (count: number) => Uint8Array
}
