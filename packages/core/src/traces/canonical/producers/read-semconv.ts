import type { Attributes } from '../../otlp/index.ts'
import type { JsonValue, Message } from '../canonical-span.ts'
import { systemParts } from '../content/read-bodies.ts'
import { toDocuments } from '../content/read-documents.ts'
import { toMessages } from '../content/read-messages.ts'
import { toToolDefinitions } from '../content/read-tool-definitions.ts'
import type { SpanDraft } from '../span-draft.ts'
import { isArray, isObject, parseJson, toJson, toText } from '../values/json-value.ts'

/**
 * The current GenAI conventions, on a span or on the log event `gen_ai.client.inference.operation.details`: messages as
 * JSON text or as structured values.
 */
export function readSemconv(draft: SpanDraft, attributes: Attributes): void {
  if (draft.systemInstructions === undefined) {
    const system = systemParts(toJson(attributes.get('gen_ai.system_instructions')))
    if (system.length > 0) draft.systemInstructions = system
  }
  draft.inputMessages ??= messagesOf(attributes, 'gen_ai.input.messages', 'user')
  draft.outputMessages ??= messagesOf(attributes, 'gen_ai.output.messages', 'assistant')
  if (draft.toolDefinitions === undefined) {
    const tools = toToolDefinitions(toJson(attributes.get('gen_ai.tool.definitions')))
    if (tools.length > 0) draft.toolDefinitions = tools
  }
  readTool(draft, attributes)
  readRetrieval(draft, attributes)
  readReferences(draft, attributes)
}

function messagesOf(attributes: Attributes, key: string, role: string): readonly Message[] | undefined {
  const value = toJson(attributes.get(key))
  if (value === undefined) return undefined
  const messages = toMessages(listOf(value), role)
  return messages.length > 0 ? messages : undefined
}

/** A list of messages, a single one, or what a length limit left of them: then the text is shown as it is. */
function listOf(value: JsonValue): readonly JsonValue[] {
  if (isArray(value)) {
    // An OTLP array of JSON texts, one a message.
    return value.length > 0 && typeof value[0] === 'string' ? value.map(openText) : value
  }
  return [value]
}

function openText(value: JsonValue): JsonValue {
  return typeof value === 'string' ? parseJson(value) : value
}

function readTool(draft: SpanDraft, attributes: Attributes): void {
  if (draft.kind === 'tool') {
    draft.toolArguments ??= toJson(attributes.get('gen_ai.tool.call.arguments') ?? attributes.get('gen_ai.tool.input'))
    draft.toolResult ??= toJson(attributes.get('gen_ai.tool.call.result') ?? attributes.get('gen_ai.tool.output'))
  } else if (draft.kind === 'guardrail') {
    draft.input ??= toJson(attributes.get('gen_ai.guardrail.input'))
    draft.output ??= toJson(attributes.get('gen_ai.guardrail.output'))
  }
}

function readRetrieval(draft: SpanDraft, attributes: Attributes): void {
  if (draft.documents !== undefined) return
  const records = attributes.get('gen_ai.retrieval.documents') ?? attributes.get('gen_ai.memory.records')
  if (records === undefined) return
  const value = toJson(records)
  const documents = toDocuments(isObject(value) && !('documents' in value) ? [value] : value)
  // Nothing found is an answer too.
  if (documents.length > 0) draft.documents = documents
  else if (isArray(value)) draft.output ??= value
}

const references = [
  'gen_ai.system_instructions_ref',
  'gen_ai.input.messages_ref',
  'gen_ai.output.messages_ref',
  'gen_ai.tool.definitions_ref',
] as const

function readReferences(draft: SpanDraft, attributes: Attributes): void {
  for (const key of references) {
    const uri = toText(attributes.get(key))
    if (uri !== undefined && !draft.externalContent.includes(uri)) draft.externalContent.push(uri)
  }
}
