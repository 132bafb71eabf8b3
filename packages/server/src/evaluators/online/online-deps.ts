import type { ControlStore } from '../../platform/control/index.ts'
import type { Models } from '../../platform/llm/index.ts'
import type { Logger } from '../../platform/log/index.ts'
import type { TelemetryStore } from '../../platform/telemetry/index.ts'
import type { Evaluators } from '../open-evaluators.ts'

/** What online evaluation works on. */
export interface OnlineDeps {
  readonly control: ControlStore
  readonly telemetry: TelemetryStore
  readonly evaluators: Pick<Evaluators, 'resolve' | 'judge' | 'assertAttachable'>
  readonly models: Pick<Models, 'providers'>
  /** Everything that the ingest of this process wrote with a version up to this is stored. */
  readonly committedVersion: () => bigint
  readonly now: () => Date
  readonly log: Logger
}

export interface OnlineKey {
  readonly project: string
  readonly evaluator: string
}
