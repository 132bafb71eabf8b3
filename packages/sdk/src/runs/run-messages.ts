/** What the calls below send and get: the part of Pawl's HTTP API that runs need. */

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** In OpenTelemetry's words: `{role, parts: [{type: 'text', content}]}`. */
export interface ChatMessage {
  readonly role: string
  readonly parts: readonly { readonly type: string; readonly [field: string]: unknown }[]
  readonly [field: string]: unknown
}

export interface RowInput {
  readonly variables: { readonly [name: string]: Json }
  readonly messages: readonly ChatMessage[]
}

export interface RecordedCall {
  readonly name: string
  readonly arguments: Json
  readonly result: Json
  readonly isError: boolean
}

export interface RowContext {
  readonly documents: readonly { readonly id?: string; readonly content?: string }[]
  /** What tools answered when the row was recorded. */
  readonly toolCalls: readonly RecordedCall[]
  readonly [field: string]: unknown
}

export type TrialStatus = 'pass' | 'fail' | 'unknown' | 'error' | 'unrecorded_tool_call'
export type RunStatus = 'planned' | 'running' | 'finished' | 'cancelled' | 'failed'

/** How far a run is. */
export interface RunProgress {
  readonly total: number
  readonly finished: number
  readonly counts: Readonly<Record<TrialStatus, number>>
  /** Over the last seconds; null before the first. */
  readonly trialsPerS: number | null
  readonly secondsLeft: number | null
}

export interface RunView {
  readonly id: string
  readonly status: RunStatus
  readonly statusReason: string
  readonly progress: Pick<RunProgress, 'total' | 'finished' | 'counts'>
}

export interface LeasedTrial {
  readonly rowId: string
  readonly rowRevision: number
  readonly trial: number
  readonly attempt: number
  readonly traceparent: string
  readonly input: RowInput
  readonly context: RowContext
}

export interface LeaseAnswer {
  readonly leaseId: string | null
  readonly trials: readonly LeasedTrial[]
  readonly status: RunStatus
  readonly retryAfterMs: number
}

export interface ToolCall {
  readonly name: string
  readonly arguments?: Json
  /** The tool failed, or refused. */
  readonly isError?: boolean
}

export interface TokenUsage {
  readonly inputTokens?: number
  readonly outputTokens?: number
  readonly cacheReadTokens?: number
  readonly cacheWriteTokens?: number
  readonly reasoningTokens?: number
  readonly totalTokens?: number
}

export interface TrialResult {
  readonly rowId: string
  readonly trial: number
  readonly attempt: number
  readonly output: { readonly messages: readonly ChatMessage[]; readonly value?: Json } | null
  readonly toolCalls?: readonly ToolCall[]
  readonly error: { readonly type: string; readonly message: string } | null
  readonly unrecordedToolCall: string | null
  readonly usage: TokenUsage | null
  readonly costUsd: number | null
  readonly latencyMs: number
  readonly startedAt: string
  readonly finishedAt: string
}

export interface ResultsAnswer {
  readonly trials: readonly { readonly rowId: string; readonly trial: number; readonly status: TrialStatus }[]
  readonly status: RunStatus
}

/** A rate with the interval in which it lies with 95 % confidence. */
export interface PassRate {
  /** Share of the decided trials that passed; null when none was decided. */
  readonly rate: number | null
  readonly interval: { readonly low: number; readonly high: number }
  readonly passed: number
  readonly failed: number
  readonly unknown: number
}

export interface RunSummary {
  readonly trials: Readonly<Record<TrialStatus, number>>
  readonly passRate: PassRate
  readonly passAllOf: readonly { readonly k: number; readonly rate: number | null; readonly rowCount: number }[]
  readonly flakeRate: number | null
  readonly evaluators: readonly { readonly evaluator: string; readonly passRate: PassRate }[]
}
