import type { Attributes, OtlpLogRecord } from '../../otlp/index.ts'
import { systemParts } from '../content/read-bodies.ts'
import { reportedCost } from '../figures/read-cost.ts'
import { eventName } from '../join-logs.ts'
import {
  fillInput,
  fillOutput,
  fillRequest,
  fillResponse,
  type SpanDraft,
  wantsInput,
  wantsOutput,
} from '../span-draft.ts'
import { isObject, toJson, toNumber, toText } from '../values/json-value.ts'

/** Claude Code: plain attribute names, which mean nothing on the spans of anybody else. */
export function readClaudeCode(draft: SpanDraft): void {
  const { attributes } = draft
  draft.requestModel ??= toText(attributes.get('model'))
  if (draft.kind === 'tool') readTool(draft)
  if (draft.kind === 'agent') fillInput(draft, attributes.get('user_prompt'))
  if (draft.kind !== 'llm') return
  fillInput(draft, attributes.get('new_context'))
  fillOutput(draft, attributes.get('response.model_output'))
  const system = systemParts(toText(attributes.get('system_prompt_preview')))
  if (system.length > 0) draft.systemInstructions ??= system
  draft.usage ??= usageOf(attributes)
}

function usageOf(attributes: Attributes) {
  const input = toNumber(attributes.get('input_tokens'))
  const output = toNumber(attributes.get('output_tokens'))
  if (input === undefined && output === undefined) return undefined
  return {
    input,
    output,
    cacheRead: toNumber(attributes.get('cache_read_tokens')),
    cacheWrite: toNumber(attributes.get('cache_creation_tokens')),
    convention: 'exclusive' as const,
  }
}

function readTool(draft: SpanDraft): void {
  const { attributes } = draft
  draft.toolName ??= toText(attributes.get('tool_name'))
  draft.toolArguments ??= toJson(attributes.get('tool_input')) ?? argumentsOf(attributes)
  for (const event of draft.source.span.events) {
    if (event.name === 'tool.output') draft.toolResult ??= resultOf(event.attributes)
  }
}

const argumentKeys = ['full_command', 'file_path', 'skill_name', 'subagent_type'] as const

/** Without the input itself, what the span says about it. */
function argumentsOf(attributes: Attributes) {
  const known: { [key: string]: string } = {}
  for (const key of argumentKeys) {
    const text = toText(attributes.get(key))
    if (text !== undefined) known[key] = text
  }
  return Object.keys(known).length > 0 ? known : undefined
}

/** The names of the event's attributes are not documented: the one that holds the output, else all of them. */
function resultOf(attributes: Attributes) {
  const named = attributes.get('output') ?? attributes.get('tool_output') ?? attributes.get('content')
  return toJson(named ?? attributes)
}

/** What Claude Code says only in log events: cost, prompts, answers, results, and the raw bodies of its requests. */
export function readClaudeCodeLogs(draft: SpanDraft, logs: readonly OtlpLogRecord[]): void {
  let costUsd: number | undefined
  for (const record of logs) {
    const { attributes } = record
    switch (eventName(record)) {
      case 'claude_code.api_request':
        costUsd = addCost(draft, attributes, costUsd)
        if (draft.kind === 'llm') draft.usage ??= usageOf(attributes)
        break
      case 'claude_code.user_prompt':
        if (draft.kind === 'agent') fillInput(draft, attributes.get('prompt'))
        break
      case 'claude_code.assistant_response':
        if (draft.kind === 'agent' || draft.kind === 'llm') fillOutput(draft, attributes.get('response'))
        break
      case 'claude_code.tool_result':
        if (draft.kind === 'tool') draft.toolArguments ??= toJson(attributes.get('tool_input'))
        break
      case 'claude_code.api_request_body':
        readBody(draft, attributes, 'request')
        break
      case 'claude_code.api_response_body':
        readBody(draft, attributes, 'response')
        break
      default:
    }
  }
  if (costUsd !== undefined) draft.cost ??= reportedCost({ total: costUsd })
}

/** An interaction has the records of all its requests, a request only its own. */
function addCost(draft: SpanDraft, attributes: Attributes, soFar: number | undefined): number | undefined {
  const requestId = toText(attributes.get('request_id'))
  const ownId = draft.facts.text('responseId') ?? toText(draft.attributes.get('request_id'))
  if (draft.kind === 'llm' && requestId !== undefined && ownId !== undefined && requestId !== ownId) return soFar
  const usd = toNumber(attributes.get('cost_usd')) ?? microsToUsd(toNumber(attributes.get('cost_usd_micros')))
  return usd === undefined ? soFar : (soFar ?? 0) + usd
}

function microsToUsd(micros: number | undefined): number | undefined {
  return micros === undefined ? undefined : micros / 1e6
}

/** Cut off at 60 kB unless told otherwise, so often no longer JSON. */
function readBody(draft: SpanDraft, attributes: Attributes, side: 'request' | 'response'): void {
  if (draft.kind !== 'llm') return
  const body = toJson(attributes.get('body'))
  if (body === undefined) return
  const isWhole = isObject(body)
  if (side === 'request' && wantsInput(draft)) {
    if (isWhole) fillRequest(draft, body)
    else draft.input = body
  } else if (side === 'response' && wantsOutput(draft)) {
    if (isWhole) fillResponse(draft, body)
    else draft.output = body
  }
}
