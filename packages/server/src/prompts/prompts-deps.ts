import type { Datasets } from '../datasets/index.ts'
import type { Evaluators } from '../evaluators/index.ts'
import type { AuditLog } from '../platform/audit/index.ts'
import type { ControlStore } from '../platform/control/index.ts'
import type { TelemetryStore } from '../platform/telemetry/index.ts'

/** Says in words what refers to a prompt, such as `run 3f…`; empty when nothing does. */
export type PromptReferrer = (project: string, prompt: string) => Promise<readonly string[]>

/** What the use cases of this folder work on. */
export interface PromptsDeps {
  readonly control: ControlStore
  readonly audit: Pick<AuditLog, 'append'>
  readonly telemetry: TelemetryStore
  /** What may protect a prompt. */
  readonly datasets: Pick<Datasets, 'rows' | 'activeRowCount'>
  readonly evaluators: Pick<Evaluators, 'resolve'>
  readonly now: () => Date
  /** Of later stages; they keep a prompt from being deleted. */
  readonly referrers: readonly PromptReferrer[]
}

/** Who changes something, for the record. */
export interface Author {
  readonly project: string
  readonly person: string
}
