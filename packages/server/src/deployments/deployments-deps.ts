import type {
  GateSubject,
  GateVerdict,
  JsonObject,
  PolicyVersion,
  Release,
  ReleaseRequest,
  WebhookEvent,
} from '@pawl/core'
import type { AuditLog } from '../platform/audit/index.ts'
import type { ControlStore, ControlTransaction } from '../platform/control/index.ts'
import type { JobQueue } from '../platform/queue/index.ts'
import type { CurrentTarget, Prompts } from '../prompts/index.ts'
import type { NewChangeMark } from '../traces/index.ts'

/** The store itself, or a transaction of it. */
export type DeploymentsDb = ControlStore['db'] | ControlTransaction

/** Who does something, for the record. */
export interface Author {
  readonly project: string
  readonly person: string
}

export interface ReleaseQuestion {
  readonly project: string
  readonly environment: string
  readonly release: ReleaseRequest
}

/** What a verdict would have to cover now. */
export interface CoveredNow {
  readonly subject: GateSubject
  readonly release: Release
  /** How an agent is run; null for prompts. */
  readonly external: CurrentTarget['external']
}

export interface NewestGate {
  readonly id: string
  readonly decision: GateVerdict
  readonly evidenceHash: string | null
}

/** What deployments ask of gates. */
export interface ReleaseGate {
  /** @throws AppError `not_found`, `bad_request`, `conflict` */
  subjectOf(db: DeploymentsDb, question: ReleaseQuestion): Promise<CoveredNow>
  /** The newest one that was decided. */
  newestFor(
    db: DeploymentsDb,
    of: { readonly project: string; readonly environment: string; readonly releaseId: string },
  ): Promise<NewestGate | null>
  policyOf(db: DeploymentsDb, project: string, environment: string): Promise<PolicyVersion>
}

/** What the stage stands on. */
export interface DeploymentsDeps {
  readonly control: ControlStore
  readonly prompts: Pick<
    Prompts,
    'makeCurrent' | 'makeExternalCurrent' | 'currentTargets' | 'newestTargets' | 'lockEnvironment'
  >
  readonly gate: ReleaseGate
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
