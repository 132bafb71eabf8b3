import type { AgentTrace, ProjectSettings, PromptVersion, SourceSpan } from '@pawl/core'
import type { Datasets } from '../datasets/index.ts'
import type { Evaluators } from '../evaluators/index.ts'
import type { ControlStore } from '../platform/control/index.ts'
import type { Models } from '../platform/llm/index.ts'
import type { Logger } from '../platform/log/index.ts'
import type { OutgoingCalls } from '../platform/outgoing/index.ts'
import type { JobQueue } from '../platform/queue/index.ts'
import type { Secrets } from '../platform/secrets/index.ts'
import type { TelemetryStore } from '../platform/telemetry/index.ts'

/** What the stage stands on. */
export interface RunsDeps {
  readonly control: ControlStore
  readonly telemetry: TelemetryStore
  readonly datasets: Pick<Datasets, 'rows' | 'rowPages' | 'row' | 'storeProof'>
  readonly evaluators: Pick<Evaluators, 'resolve' | 'judge' | 'queueForLabels'>
  readonly prompts: { version(project: string, reference: string): Promise<PromptVersion> }
  readonly models: Pick<Models, 'call' | 'locate' | 'record'>
  readonly queue: Pick<JobQueue, 'work' | 'send' | 'schedule'>
  readonly outgoing: Pick<OutgoingCalls, 'send'>
  readonly secrets: Pick<Secrets, 'open'>
  /** The spans of a trace with what they mean; none when it is gone. */
  readonly readTrace: (project: string, traceId: string) => Promise<readonly SourceSpan[]>
  /** Several traces at once, in no order; those that have no span are left out. */
  readonly readTraces: (
    project: string,
    traceIds: readonly string[],
  ) => AsyncIterable<AgentTrace & { readonly traceId: string }>
  readonly settingsOf: (project: string) => Promise<Pick<ProjectSettings, 'retentionDays'>>
  readonly log: Logger
  readonly now: () => Date
  readonly randomBytes: (count: number) => Uint8Array
}
