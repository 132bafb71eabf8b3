import type { AttributeValue } from '../../otlp/index.ts'
import type { IndexedGroup } from '../alias-table.ts'
import type { Message, MessagePart, RetrievedDocument } from '../canonical-span.ts'
import { isPart, textPart, toolCallPart, toolResponsePart, toParts } from '../content/message-part.ts'
import { toToolDefinitions } from '../content/read-tool-definitions.ts'
import { fillInput, fillOutput, type SpanDraft } from '../span-draft.ts'
import type { IndexedNode } from '../values/indexed-tree.ts'
import { isArray, type JsonObject, parseJson, toJson, toNumber, toText } from '../values/json-value.ts'
import { normaliseFinishReason } from '../values/normalise-finish-reason.ts'

/** OpenLLMetry: messages flattened into `gen_ai.prompt.<i>`, entities of its decorators, hits of vector stores. */
export function readTraceloop(draft: SpanDraft): void {
  const { attributes, facts } = draft
  draft.inputMessages ??= messagesAt(draft, 'gen_ai.prompt', 'user')
  draft.outputMessages ??= messagesAt(draft, 'gen_ai.completion', 'assistant')
  if (draft.toolDefinitions === undefined) readFunctions(draft, facts.indexed('llm.request.functions'))
  if (draft.kind === 'tool') draft.toolName ??= toText(attributes.get('traceloop.entity.name'))
  fillInput(draft, attributes.get('traceloop.entity.input'))
  fillOutput(draft, attributes.get('traceloop.entity.output'))
}

function messagesAt(draft: SpanDraft, group: IndexedGroup, role: string): readonly Message[] | undefined {
  const list = draft.facts.indexed(group)
  if (list === undefined) return undefined
  const messages: Message[] = []
  for (const node of list.items()) {
    const message = readMessage(node, role)
    if (message !== undefined) messages.push(message)
  }
  return messages.length > 0 ? messages : undefined
}

function readMessage(node: IndexedNode, defaultRole: string): Message | undefined {
  const role = node.text('role') ?? defaultRole
  const content = node.child('content')?.value
  const parts: MessagePart[] =
    role === 'tool'
      ? [toolResponsePart({ id: node.text('tool_call_id'), response: toText(content) ?? toJson(content) })]
      : contentParts(content)
  for (const call of node.child('tool_calls')?.items() ?? []) {
    const part = toolCallPart({ id: call.text('id'), name: call.text('name'), arguments: call.text('arguments') })
    if (part !== undefined) parts.push(part)
  }
  const refusal = node.text('refusal')
  if (refusal !== undefined) parts.push({ type: 'refusal', content: refusal })
  const finish = normaliseFinishReason(node.text('finish_reason') ?? '')
  if (parts.length === 0 && finish === '') return undefined
  return { role, parts, ...(finish !== '' && { finish_reason: finish }) }
}

/** Multimodal content is a JSON list of the provider's own parts; no content at all was written as the word `null`. */
function contentParts(content: AttributeValue | undefined): MessagePart[] {
  if (typeof content !== 'string') return toParts(toJson(content))
  if (content === 'null') return []
  const parsed = content.startsWith('[') ? parseJson(content) : content
  if (isArray(parsed) && parsed.length > 0 && parsed.every(isPart)) return toParts(parsed)
  const part = textPart(content)
  return part === undefined ? [] : [part]
}

function readFunctions(draft: SpanDraft, list: IndexedNode | undefined): void {
  if (list === undefined) return
  const tools: JsonObject[] = []
  for (const node of list.items()) {
    const name = node.text('name')
    if (name === undefined) continue
    // The JavaScript packages call the schema of the arguments `arguments`.
    const schema = toJson(node.child('parameters')?.value ?? node.child('arguments')?.value)
    tools.push({ name, description: node.text('description') ?? null, parameters: schema ?? null })
  }
  const definitions = toToolDefinitions(tools)
  if (definitions.length > 0) draft.toolDefinitions = definitions
}

const hitEvents: ReadonlySet<string> = new Set(['db.query.result', 'db.search.result'])

/** Hits of a vector store: one span event each. */
export function readVectorHits(draft: SpanDraft): void {
  if (draft.documents !== undefined) return
  const documents: RetrievedDocument[] = []
  for (const event of draft.source.span.events) {
    if (!hitEvents.has(event.name)) continue
    const of = (field: string) => event.attributes.get(`${event.name}.${field}`)
    const id = toText(of('id'))
    const content = toText(of('document'))
    const score = toNumber(of('score'))
    const metadata = toJson(of('metadata'))
    if (id === undefined && content === undefined) continue
    documents.push({
      ...(id !== undefined && { id }),
      ...(content !== undefined && { content }),
      ...(score !== undefined && { score }),
      ...(metadata !== undefined && { metadata }),
    })
  }
  if (documents.length > 0) draft.documents = documents
}
