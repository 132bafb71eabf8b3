import { AppError } from '../../errors/index.ts'
import { isJsonObject, type JsonObject } from '../otlp/parse-json.ts'

export interface ToolCall {
  readonly id: string
  readonly name: string
  /** As sent: a JSON text in the OpenAI format. */
  readonly arguments: string
}

/** A message of the OpenAI chat format, checked. */
export interface TranscriptMessage {
  readonly role: string
  /** The message as it stands in the line. */
  readonly source: JsonObject
  readonly toolCalls: readonly ToolCall[]
}

export interface TranscriptLine {
  readonly source: JsonObject
  readonly messages: readonly TranscriptMessage[]
}

const format = 'Each line is one JSON object with "messages": a list of {"role", "content"} in the OpenAI chat format'

/**
 * Checks one line of a transcript file.
 * @throws AppError `bad_request` naming the line, the field and what would be right
 */
export function readLine(line: unknown, lineNumber: number): TranscriptLine {
  const fail = (message: string, field = '', fix = format): never => {
    const where = field === '' ? `line ${lineNumber}` : `line ${lineNumber}, ${field}`
    throw new AppError('bad_request', `Line ${lineNumber} ${message}`, { where, fix })
  }
  if (!isJsonObject(line)) return fail('is not a JSON object')
  const { messages } = line
  if (!Array.isArray(messages))
    return fail(messages === undefined ? 'has no messages' : 'has messages that are not a list', 'messages')
  if (messages.length === 0) return fail('has no message in its list', 'messages')
  return { source: line, messages: messages.map((message, i) => readMessage(message, `messages[${i}]`, fail)) }
}

type Fail = (message: string, field?: string, fix?: string) => never

function readMessage(message: unknown, field: string, fail: Fail): TranscriptMessage {
  if (!isJsonObject(message)) return fail('has a message that is not an object', field)
  const { role, content } = message
  if (typeof role !== 'string' || role === '') {
    return fail('has a message without a role', `${field}.role`, 'Use system, developer, user, assistant or tool')
  }
  if (content !== undefined && content !== null && typeof content !== 'string' && !Array.isArray(content)) {
    return fail('has a message whose content is neither text nor a list of parts', `${field}.content`)
  }
  return { role, source: message, toolCalls: readToolCalls(message, field, fail) }
}

function readToolCalls(message: JsonObject, field: string, fail: Fail): readonly ToolCall[] {
  const calls = message.tool_calls ?? []
  if (!Array.isArray(calls)) return fail('has tool_calls that are not a list', `${field}.tool_calls`)
  const read = calls.map((call: unknown, i) => {
    const fix = 'Write a call as {"id", "type": "function", "function": {"name", "arguments"}}'
    const target = isJsonObject(call) ? (call.function ?? call.custom ?? call) : undefined
    if (!isJsonObject(call) || !isJsonObject(target) || typeof target.name !== 'string') {
      return fail('has a tool call without the name of its function', `${field}.tool_calls[${i}]`, fix)
    }
    const id = typeof call.id === 'string' ? call.id : ''
    return { id, name: target.name, arguments: textOf(target.arguments ?? target.input) }
  })
  const legacy = message.function_call
  if (isJsonObject(legacy) && typeof legacy.name === 'string') {
    read.push({ id: '', name: legacy.name, arguments: textOf(legacy.arguments) })
  }
  return read
}

/** Text as it is, nothing as '', anything else as JSON. */
export function textOf(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
