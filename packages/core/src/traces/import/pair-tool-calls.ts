import type { ToolCall, TranscriptMessage } from './transcript-line.ts'

export interface PairedCall {
  readonly call: ToolCall
  /** Index of the message that makes the call, and of the call in it. */
  readonly callAt: number
  readonly callIndex: number
  /** Index of the message with its result; undefined when there is none. */
  readonly resultAt: number | undefined
}

/**
 * Gives each tool call the first result after it that names its id and no earlier call has taken: ids come again within
 * a conversation. Results and calls without an id are matched by name, then by order.
 */
export function pairToolCalls(messages: readonly TranscriptMessage[]): readonly PairedCall[] {
  const taken = new Set<number>()
  const results = messages.flatMap((message, at) =>
    message.role === 'tool' || message.role === 'function' ? [{ message, at }] : [],
  )
  return messages.flatMap((message, callAt) =>
    message.toolCalls.map((call, callIndex) => {
      const found = results.find(({ at, message: result }) => at > callAt && !taken.has(at) && answers(result, call))
      if (found !== undefined) taken.add(found.at)
      return { call, callAt, callIndex, resultAt: found?.at }
    }),
  )
}

function answers({ source }: TranscriptMessage, call: ToolCall): boolean {
  const { tool_call_id: id, name } = source
  if (call.id !== '' && typeof id === 'string') return id === call.id
  return typeof name === 'string' ? name === call.name : true
}
