import type { ChatMessage, Json, LeasedTrial, TokenUsage, ToolCall, TrialResult } from './run-messages.ts'

/**
 * What a target may return beside its output. An object is taken for this when it has `output`, `messages`, `error` or
 * `unrecordedToolCall` and nothing but these fields; any other value is the output itself.
 */
export interface TargetAnswer {
  /** Text, or JSON. */
  readonly output?: Json
  /** Instead of `output`, or as well: what was said and called, in OpenTelemetry's words. */
  readonly messages?: readonly ChatMessage[]
  /** In the order in which they were made; left out: those in the messages. */
  readonly toolCalls?: readonly ToolCall[]
  readonly usage?: TokenUsage
  readonly costUsd?: number
  /** Instead of what was measured. */
  readonly latencyMs?: number
  readonly error?: { readonly type: string; readonly message: string }
  /** In words: the call that the row has no recording of. */
  readonly unrecordedToolCall?: string
}

const fields: ReadonlySet<string> = new Set([
  'output',
  'messages',
  'toolCalls',
  'usage',
  'costUsd',
  'latencyMs',
  'error',
  'unrecordedToolCall',
])

export function isTargetAnswer(value: unknown): value is TargetAnswer {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const keys = Object.keys(value)
  const says = ['output', 'messages', 'error', 'unrecordedToolCall'].some((key) => keys.includes(key))
  return says && keys.every((key) => fields.has(key))
}

export interface TrialTimes {
  readonly startedAt: Date
  readonly finishedAt: Date
  readonly latencyMs: number
}

/** What is sent to Pawl for a trial whose target returned `value`. */
export function resultOf({ rowId, trial, attempt }: LeasedTrial, value: unknown, times: TrialTimes): TrialResult {
  const answer: TargetAnswer = isTargetAnswer(value) ? value : { output: (value ?? null) as Json }
  const { messages, output, toolCalls, error = null, unrecordedToolCall = null } = answer
  const hasOutput = output !== undefined || messages !== undefined
  return {
    rowId,
    trial,
    attempt,
    output: hasOutput ? { messages: messages ?? [], ...(output === undefined ? {} : { value: output }) } : null,
    ...(toolCalls === undefined ? {} : { toolCalls }),
    error,
    unrecordedToolCall,
    usage: answer.usage ?? null,
    costUsd: answer.costUsd ?? null,
    latencyMs: answer.latencyMs ?? times.latencyMs,
    startedAt: times.startedAt.toISOString(),
    finishedAt: times.finishedAt.toISOString(),
  }
}

const maxMessageLength = 4000

/** What is sent for a trial whose target threw. */
export function failureOf(leased: LeasedTrial, error: unknown, times: TrialTimes): TrialResult {
  const type = error instanceof Error ? error.name : 'Error'
  const message = error instanceof Error ? error.message : String(error)
  const described = { type: type.slice(0, 200) || 'Error', message: message.slice(0, maxMessageLength) }
  return resultOf(leased, { error: described }, times)
}
