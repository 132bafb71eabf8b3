import type { IndexedGroup } from '../alias-table.ts'
import type { JsonValue, Message, MessagePart, RetrievedDocument, ToolDefinition } from '../canonical-span.ts'
import { mediaPart } from '../content/media-part.ts'
import { reasoningPart, textPart, toolCallPart, toolResponsePart } from '../content/message-part.ts'
import { toToolDefinitions } from '../content/read-tool-definitions.ts'
import { fillInput, fillOutput, type SpanDraft } from '../span-draft.ts'
import type { IndexedNode } from '../values/indexed-tree.ts'
import { isObject, setKey, textOf, toJson, toNumber, toText } from '../values/json-value.ts'

/** OpenInference: lists flattened into keys, and `input.value`/`output.value` that repeat the whole request. */
export function readOpenInference(draft: SpanDraft): void {
  const { attributes, facts } = draft
  draft.inputMessages ??= messagesAt(draft, 'llm.input_messages', 'user') ?? textsAt(draft, 'llm.prompts')
  draft.outputMessages ??= messagesAt(draft, 'llm.output_messages', 'assistant') ?? textsAt(draft, 'llm.choices')
  draft.toolDefinitions ??= toolsAt(facts.indexed('llm.tools'))
  draft.documents ??= documentsAt(facts.indexed('retrieval.documents') ?? facts.indexed('reranker.output_documents'))
  if (draft.kind === 'embedding') readEmbedded(draft)
  if (draft.kind === 'reranker') {
    const candidates = documentsAt(facts.indexed('reranker.input_documents'))
    if (candidates !== undefined) draft.input ??= candidates.map((document) => ({ ...document }))
  }
  readInvocation(draft)
  if (draft.kind === 'llm' && attributes.has('llm.function_call')) readFunctionCall(draft)
  fillInput(draft, attributes.get('input.value'))
  fillOutput(draft, attributes.get('output.value'))
}

function messagesAt(draft: SpanDraft, group: IndexedGroup, role: string): readonly Message[] | undefined {
  const list = draft.facts.indexed(group)
  if (list === undefined) return undefined
  const messages: Message[] = []
  for (const item of list.items()) {
    const node = item.child('message')
    const message = node === undefined ? undefined : readMessage(node, role)
    if (message !== undefined) messages.push(message)
  }
  return messages.length > 0 ? messages : undefined
}

function readMessage(node: IndexedNode, defaultRole: string): Message | undefined {
  const role = node.text('role') ?? defaultRole
  const parts: MessagePart[] = []
  const callId = node.text('tool_call_id')
  const content = node.child('content')?.value
  const isResult = role === 'tool' || role === 'function' || callId !== undefined
  if (isResult && content !== undefined) {
    parts.push(toolResponsePart({ id: callId, name: node.text('name'), response: toText(content) ?? toJson(content) }))
  } else {
    push(parts, textPart(toText(content)))
  }
  for (const item of node.child('contents')?.items() ?? []) push(parts, readContent(item, callId))
  for (const item of node.child('tool_calls')?.items() ?? []) push(parts, readToolCall(item.child('tool_call')))
  const functionName = node.text('function_call_name')
  if (functionName !== undefined) {
    push(parts, toolCallPart({ name: functionName, arguments: node.text('function_call_arguments_json') }))
  }
  if (parts.length === 0) return undefined
  const name = isResult ? undefined : node.text('name')
  return { role: role === 'function' ? 'tool' : role, ...(name !== undefined && { name }), parts }
}

function readContent(item: IndexedNode, callId: string | undefined): MessagePart | undefined {
  const node = item.child('message_content')
  if (node === undefined) return readToolCall(item.child('tool_call'))
  const image = node.child('image')?.child('image')?.text('url') ?? node.child('image')?.text('url')
  if (image !== undefined) return mediaPart(image, { modality: 'image' })
  const audio = node.child('audio')?.child('audio')
  const source = audio?.text('url')
  if (source !== undefined) return mediaPart(source, { mimeType: audio?.text('mime_type'), modality: 'audio' })
  const call = node.child('tool_call') ?? item.child('tool_call')
  if (call !== undefined) return readToolCall(call)
  const text = node.text('text')
  switch (node.text('type')) {
    case 'reasoning':
    case 'thinking':
      return reasoningPart(text)
    case 'tool_result':
      return toolResponsePart({ id: node.text('id') ?? callId, response: text })
    default:
      return textPart(text ?? audio?.text('transcript'))
  }
}

function readToolCall(node: IndexedNode | undefined): MessagePart | undefined {
  const called = node?.child('function')
  return toolCallPart({ id: node?.text('id'), name: called?.text('name'), arguments: called?.text('arguments') })
}

function push(parts: MessagePart[], part: MessagePart | undefined): void {
  if (part !== undefined) parts.push(part)
}

/** Completions without roles: `llm.prompts.<i>.prompt.text`, `llm.choices.<i>.completion.text`. */
function textsAt(draft: SpanDraft, group: 'llm.prompts' | 'llm.choices'): readonly Message[] | undefined {
  const list = draft.facts.indexed(group)
  if (list === undefined) return undefined
  const [wrapper, role] = group === 'llm.prompts' ? ['prompt', 'user'] : ['completion', 'assistant']
  const messages: Message[] = []
  for (const item of list.items()) {
    const part = textPart(item.child(wrapper)?.text('text'))
    if (part !== undefined) messages.push({ role, parts: [part] })
  }
  return messages.length > 0 ? messages : undefined
}

function toolsAt(list: IndexedNode | undefined): readonly ToolDefinition[] | undefined {
  if (list === undefined) return undefined
  const schemas = list.items().map((item) => toJson(item.child('tool')?.child('json_schema')?.value) ?? null)
  const tools = toToolDefinitions(schemas)
  return tools.length > 0 ? tools : undefined
}

function documentsAt(list: IndexedNode | undefined): readonly RetrievedDocument[] | undefined {
  if (list === undefined) return undefined
  const documents: RetrievedDocument[] = []
  for (const item of list.items()) {
    const node = item.child('document')
    const id = node?.text('id')
    const content = node?.text('content')
    if (node === undefined || (id === undefined && content === undefined)) continue
    const score = toNumber(node.child('score')?.value)
    const metadata = toJson(node.child('metadata')?.value)
    documents.push({
      ...(id !== undefined && { id }),
      ...(content !== undefined && { content }),
      ...(score !== undefined && { score }),
      ...(metadata !== undefined && { metadata }),
    })
  }
  return documents.length > 0 ? documents : undefined
}

function readEmbedded(draft: SpanDraft): void {
  const texts: string[] = []
  for (const item of draft.facts.indexed('embedding.embeddings')?.items() ?? []) {
    const text = item.child('embedding')?.text('text')
    if (text !== undefined) texts.push(text)
  }
  if (texts.length > 0) draft.input ??= texts.length === 1 ? (texts[0] ?? null) : texts
}

const notParameters: ReadonlySet<string> = new Set(['model', 'tools', 'functions', 'messages', 'input', 'prompt'])

function readInvocation(draft: SpanDraft): void {
  const { attributes } = draft
  const raw = attributes.get('llm.invocation_parameters') ?? attributes.get('embedding.invocation_parameters')
  const isKnown = draft.parameters !== undefined && draft.facts.text('requestModel') !== undefined
  const invocation = raw === undefined || isKnown ? undefined : toJson(raw)
  if (!isObject(invocation)) return
  draft.requestModel ??= textOf(invocation.model)
  const parameters: { [name: string]: JsonValue } = {}
  for (const key of Object.keys(invocation)) {
    const value = invocation[key]
    if (!notParameters.has(key) && value !== undefined && value !== null) setKey(parameters, key, value)
  }
  draft.parameters ??= parameters
}

/** Legacy: the whole function call of the answer as JSON. */
function readFunctionCall(draft: SpanDraft): void {
  const call = toJson(draft.attributes.get('llm.function_call'))
  const part = isObject(call) ? toolCallPart({ name: call.name, arguments: call.arguments }) : undefined
  if (part !== undefined) draft.outputMessages ??= [{ role: 'assistant', parts: [part] }]
}
