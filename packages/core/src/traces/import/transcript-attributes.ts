import { doubleValue } from '../otlp/decode-attributes-protobuf.ts'
import type { AttributeValue } from '../otlp/index.ts'
import { isJsonObject, type JsonObject } from '../otlp/parse-json.ts'
import { type ToolCall, textOf } from './transcript-line.ts'

/** Where a line says which session and user it belongs to; they stay metadata too. */
const sessionFields = ['session_id', 'conversation_id', 'thread_id', 'sessionId', 'conversationId', 'threadId']
const userFields = ['user_id', 'userId', 'user']

interface Conversation {
  readonly input: string
  readonly output: string | undefined
  /** Messages after the last answer. */
  readonly trailing: string | undefined
  readonly metadata: readonly (readonly [key: string, value: unknown])[]
}

export function agentAttributes(line: JsonObject, conversation: Conversation): Map<string, AttributeValue> {
  const attributes = new Map<string, AttributeValue>([['gen_ai.operation.name', 'invoke_agent']])
  setText(attributes, 'gen_ai.agent.name', line.agent_name ?? line.agent)
  addShared(attributes, line)
  attributes.set('gen_ai.input.messages', conversation.input)
  setText(attributes, 'gen_ai.output.messages', conversation.output)
  setText(attributes, 'pawl.transcript.trailing_messages', conversation.trailing)
  if (Array.isArray(line.tags) && line.tags.every((tag) => typeof tag === 'string')) {
    attributes.set('tag.tags', line.tags as readonly string[])
  }
  for (const [key, value] of conversation.metadata) attributes.set(`metadata.${key}`, metadataValue(value))
  return attributes
}

export function modelCallAttributes(
  line: JsonObject,
  message: JsonObject,
  content: { readonly input: string; readonly output: string },
): Map<string, AttributeValue> {
  const attributes = new Map<string, AttributeValue>([['gen_ai.operation.name', 'chat']])
  addShared(attributes, line)
  setText(attributes, 'gen_ai.request.model', message.model)
  attributes.set('gen_ai.input.messages', content.input)
  attributes.set('gen_ai.output.messages', content.output)
  if (typeof message.finish_reason === 'string')
    attributes.set('gen_ai.response.finish_reasons', [message.finish_reason])
  if (isJsonObject(message.usage)) addUsage(attributes, message.usage)
  return attributes
}

export function toolAttributes(call: ToolCall, result: JsonObject | undefined): Map<string, AttributeValue> {
  const attributes = new Map<string, AttributeValue>([
    ['gen_ai.operation.name', 'execute_tool'],
    ['gen_ai.tool.name', call.name],
    ['gen_ai.tool.type', 'function'],
  ])
  setText(attributes, 'gen_ai.tool.call.id', call.id)
  setText(attributes, 'gen_ai.tool.call.arguments', call.arguments)
  if (result !== undefined) attributes.set('gen_ai.tool.call.result', textOf(result.content))
  return attributes
}

function addShared(attributes: Map<string, AttributeValue>, line: JsonObject): void {
  setText(attributes, 'gen_ai.request.model', line.model)
  setText(attributes, 'gen_ai.conversation.id', firstText(line, sessionFields))
  setText(attributes, 'user.id', firstText(line, userFields))
  if (Array.isArray(line.tools) && line.tools.length > 0) {
    attributes.set('gen_ai.tool.definitions', JSON.stringify(line.tools.map(toolDefinition)))
  }
}

/** OpenAI nests the definition below `function`; the conventions do not. */
function toolDefinition(tool: unknown): unknown {
  if (!isJsonObject(tool) || !isJsonObject(tool.function)) return tool
  const { function: definition, ...rest } = tool
  return { ...rest, ...(definition as JsonObject) }
}

function addUsage(attributes: Map<string, AttributeValue>, usage: JsonObject): void {
  const input = usage.prompt_tokens ?? usage.input_tokens
  const output = usage.completion_tokens ?? usage.output_tokens
  if (typeof input === 'number') attributes.set('gen_ai.usage.input_tokens', input)
  if (typeof output === 'number') attributes.set('gen_ai.usage.output_tokens', output)
}

function setText(attributes: Map<string, AttributeValue>, key: string, value: unknown): void {
  if (typeof value === 'string' && value !== '') attributes.set(key, value)
}

function firstText(line: JsonObject, fields: readonly string[]): string | undefined {
  for (const field of fields) {
    const value = line[field]
    if (typeof value === 'string' && value !== '') return value
    if (typeof value === 'number') return String(value)
  }
  return undefined
}

/** Scalars as they are, the rest as JSON text. */
function metadataValue(value: unknown): AttributeValue {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : doubleValue(value)
  return JSON.stringify(value)
}
