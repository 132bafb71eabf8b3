import {
  type CanonicalSpan,
  isKnownPart,
  type KnownPart,
  type SpanDetail,
  type ToolExecution,
} from '../traces/index.ts'
import type { ToolCall } from './evaluation-subject.ts'
import { toolCallKey } from './tool-call-key.ts'

/**
 * What the models of a trace asked for, in the order of its spans' starts; in a trace without such messages, the tools
 * that were run. A call failed when the span of its tool did.
 */
export function toolCallsOfSpans(spans: readonly Pick<SpanDetail, 'startTime' | 'canonical'>[]): ToolCall[] {
  const ordered = spans.toSorted((a, b) => (a.startTime < b.startTime ? -1 : a.startTime > b.startTime ? 1 : 0))
  const runs = ordered.flatMap(({ canonical: { tool, status } }) =>
    tool === undefined ? [] : [{ tool, isError: status === 'error' }],
  )
  const asked = ordered.flatMap(({ canonical }) => (canonical.kind === 'llm' ? askedBy(canonical) : []))
  if (asked.length === 0) return runs.map(({ tool, isError }) => toolCall(tool, isError))
  return asked.map((part) => toolCall(part, takeRun(runs, part)?.isError ?? false))
}

type ToolCallPart = Extract<KnownPart, { type: 'tool_call' }>

interface ToolRun {
  readonly tool: ToolExecution
  readonly isError: boolean
}

const askedBy = ({ outputMessages }: CanonicalSpan): readonly ToolCallPart[] =>
  outputMessages.flatMap(({ parts }) =>
    parts.filter((part): part is ToolCallPart => isKnownPart(part) && part.type === 'tool_call'),
  )

/** The first run that is of this call, by its id, else by name and arguments. Ids come again within a trace, so a run is taken once. */
function takeRun(runs: ToolRun[], asked: ToolCallPart): ToolRun | undefined {
  const at = runs.findIndex(({ tool }) =>
    asked.id === undefined || tool.callId === undefined
      ? toolCallKey(tool) === toolCallKey(asked)
      : tool.callId === asked.id && tool.name === asked.name,
  )
  return at < 0 ? undefined : runs.splice(at, 1)[0]
}

function toolCall(call: Pick<ToolCall, 'name' | 'arguments'>, isError: boolean): ToolCall {
  return {
    name: call.name,
    ...(call.arguments === undefined ? {} : { arguments: call.arguments }),
    ...(isError ? { isError } : {}),
  }
}
