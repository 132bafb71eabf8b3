import type { ShiftFinding, WatchedMetric } from '@pawl/core'
import type { AuditLog } from '../../platform/audit/index.ts'
import type { ControlStore } from '../../platform/control/index.ts'
import type { Logger } from '../../platform/log/index.ts'
import type { Mailer } from '../../platform/mail/index.ts'
import type { FetchFunction } from '../../platform/outgoing/index.ts'
import type { JobQueue } from '../../platform/queue/index.ts'
import type { SecretBox, Webhooks } from '../../platform/webhooks/index.ts'
import type { MonitorsOfAlerts } from './alert-sink.ts'
import type { CopiedTrace } from './store/alert-traces.store.ts'
import type { AlertEvidence } from './store/alerts.store.ts'

/** What the use cases of this folder work on. */
export interface AlertsContext {
  readonly control: ControlStore
  readonly audit: Pick<AuditLog, 'append'>
  readonly queue: Pick<JobQueue, 'work' | 'send' | 'schedule'>
  readonly webhooks: Pick<Webhooks, 'publish'>
  readonly mailer: Mailer
  readonly secretBox: () => Promise<SecretBox>
  /** Refuses private addresses and follows no redirect. */
  readonly fetch: FetchFunction
  readonly readEvidence: ReadEvidence
  readonly forgetFinding: MonitorsOfAlerts['forgetFinding']
  /** Where people reach the pages, without a slash at the end. */
  readonly publicUrl: () => string
  readonly log: Logger
  readonly now: () => Date
  readonly randomBytes: (count: number) => Uint8Array
  /** Of one attempt to tell a channel. */
  readonly timeoutMs: number
}

/** What an alert is read from. */
export interface EvidenceRequest {
  readonly project: string
  readonly metric: WatchedMetric
  readonly finding: ShiftFinding
}

export type ReadEvidence = (request: EvidenceRequest) => Promise<FoundEvidence>

export interface FoundEvidence {
  readonly evidence: AlertEvidence
  readonly traces: readonly CopiedTrace[]
}

export const newId = (prefix: string, randomBytes: AlertsContext['randomBytes']): string =>
  `${prefix}_${Buffer.from(randomBytes(12)).toString('hex')}`

export const tellQueueName = 'alerts.tell'
export const deliverQueueName = 'alerts.deliver'
