import type { GenericPart, JsonValue, MessagePart } from '../canonical-span.ts'
import { isArray, isObject, isRedacted, type JsonObject, parseJson, textOf } from '../values/json-value.ts'
import { blobPart, filePart, mediaPart, uriPart } from './media-part.ts'
import { untypedPart } from './untyped-part.ts'

type PartReader = (part: JsonObject) => MessagePart | undefined

const readText: PartReader = (part) => textPart(part.content ?? part.text)
const readReasoning: PartReader = (part) =>
  reasoningPart(part.content ?? part.thinking ?? part.text ?? part.reasoning ?? part.summary)

const readToolCall: PartReader = (part) =>
  toolCallPart({
    id: part.id ?? part.toolCallId ?? part.call_id ?? part.tool_call_id,
    name: part.name ?? part.toolName ?? part.tool_name,
    arguments: part.arguments ?? part.input ?? part.args,
  })

const readToolResult: PartReader = (part) =>
  toolResponsePart({
    id: part.id ?? part.toolCallId ?? part.tool_use_id ?? part.call_id ?? part.tool_call_id,
    name: part.name ?? part.toolName ?? part.tool_name,
    response: part.response ?? part.result ?? part.output ?? part.content,
  })

const readBlob: PartReader = (part) => {
  const content = textOf(part.content ?? part.data)
  return content === undefined
    ? undefined
    : blobPart(content, { mimeType: textOf(part.mime_type ?? part.media_type), modality: textOf(part.modality) })
}

const readUri: PartReader = (part) => {
  const uri = textOf(part.uri ?? part.file_uri ?? part.url)
  return uri === undefined
    ? undefined
    : uriPart(uri, { mimeType: textOf(part.mime_type ?? part.media_type), modality: textOf(part.modality) })
}

/** Images, audio, video and documents of OpenAI, Anthropic, AI SDK and Pydantic AI messages. */
function readMedia(defaultModality: string | undefined): PartReader {
  return (part) => {
    const modality = textOf(part.modality) ?? defaultModality
    const source = isObject(part.source) ? part.source : part
    const wrapped = part.image_url ?? part.input_audio ?? part.audio_url ?? part.file ?? part.image ?? part.audio
    const holder = isObject(wrapped) ? wrapped : source
    const mimeType = textOf(
      holder.media_type ?? holder.mime_type ?? part.mediaType ?? part.mimeType ?? audioMimeType(holder.format),
    )
    const fileId = textOf(holder.file_id ?? part.file_id)
    if (fileId !== undefined) return filePart(fileId, { mimeType, modality })
    const content =
      textOf(wrapped) ?? textOf(holder.url ?? holder.data ?? holder.file_data ?? holder.image ?? holder.content)
    return content === undefined ? undefined : mediaPart(content, { mimeType, modality })
  }
}

function audioMimeType(format: JsonValue | undefined): string | undefined {
  return typeof format === 'string' ? `audio/${format}` : undefined
}

const readers: ReadonlyMap<string, PartReader> = new Map([
  ['text', readText],
  ['input_text', readText],
  ['output_text', readText],
  ['reasoning', readReasoning],
  ['thinking', readReasoning],
  ['summary_text', readReasoning],
  ['tool_call', readToolCall],
  ['tool-call', readToolCall],
  ['tool_use', readToolCall],
  ['function_call', readToolCall],
  ['tool_call_response', readToolResult],
  ['tool-result', readToolResult],
  ['tool_result', readToolResult],
  ['function_call_output', readToolResult],
  ['blob', readBlob],
  ['binary', readBlob],
  ['uri', readUri],
  ['file_data', readUri],
  ['image_url', readMedia('image')],
  ['image-url', readMedia('image')],
  ['input_image', readMedia('image')],
  ['image', readMedia('image')],
  ['input_audio', readMedia('audio')],
  ['audio-url', readMedia('audio')],
  ['audio', readMedia('audio')],
  ['video-url', readMedia('video')],
  ['video', readMedia('video')],
  ['document', readMedia('document')],
  ['document-url', readMedia('document')],
  ['file', readMedia(undefined)],
  ['input_file', readMedia(undefined)],
])

/** One content part in the schema of OpenTelemetry's GenAI messages. What is not understood is kept as it came. */
export function toPart(value: JsonValue): MessagePart | undefined {
  if (typeof value === 'string') return textPart(value)
  if (!isObject(value)) return value === null ? undefined : { type: 'x-json', content: value }
  const type = value.type
  if (typeof type !== 'string') return untypedPart(value) ?? genericPart('x-unknown', value)
  if (type === 'text' && typeof value.content === 'string') return textPart(value.content)
  const read = readers.get(type)
  if (read === undefined) return genericPart(type, value)
  const part = read(value)
  // A text or a thought without words is nothing; anything else that its reader did not understand is kept.
  return part ?? (read === readText || read === readReasoning ? undefined : genericPart(`x-${type}`, value))
}

/** Message content in any shape: text, one part, a list of parts, or nothing. */
export function toParts(content: JsonValue | undefined): MessagePart[] {
  if (content === undefined || content === null) return []
  if (!isArray(content)) {
    const part = toPart(content)
    return part === undefined ? [] : [part]
  }
  const parts: MessagePart[] = []
  for (const item of content) {
    const part = toPart(item)
    if (part !== undefined) parts.push(part)
  }
  return parts
}

/** True for an object that reads as a part: used to tell a list of parts from other JSON. */
export function isPart(value: JsonValue): boolean {
  if (!isObject(value)) return false
  if (typeof value.type === 'string') return readers.has(value.type)
  return untypedPart(value) !== undefined
}

export function textPart(content: JsonValue | undefined): MessagePart | undefined {
  if (typeof content === 'string') return content === '' || isRedacted(content) ? undefined : { type: 'text', content }
  // OpenAI's assistants wrap the text once more.
  return isObject(content) ? textPart(content.value) : undefined
}

export function reasoningPart(content: JsonValue | undefined): MessagePart | undefined {
  if (isArray(content)) {
    const lines = content.map((item) => (isObject(item) ? textOf(item.text) : textOf(item)))
    return reasoningPart(lines.filter((line) => line !== undefined).join('\n'))
  }
  const text = textOf(content)
  return text === undefined ? undefined : { type: 'reasoning', content: text }
}

export interface RawToolCall {
  readonly id?: JsonValue | undefined
  readonly name?: JsonValue | undefined
  readonly arguments?: JsonValue | undefined
}

export function toolCallPart(call: RawToolCall): MessagePart | undefined {
  const name = textOf(call.name)
  if (name === undefined) return undefined
  const id = textOf(call.id)
  const args = toolPayload(call.arguments)
  const part: { type: 'tool_call'; id?: string; name: string; arguments?: JsonValue } = { type: 'tool_call', name }
  if (id !== undefined) part.id = id
  if (args !== undefined) part.arguments = args
  return part
}

export interface RawToolResponse {
  readonly id?: JsonValue | undefined
  readonly name?: JsonValue | undefined
  readonly response?: JsonValue | undefined
}

export function toolResponsePart(raw: RawToolResponse): MessagePart {
  const id = textOf(raw.id)
  const name = textOf(raw.name)
  const part: { type: 'tool_call_response'; id?: string; name?: string; response: JsonValue } = {
    type: 'tool_call_response',
    response: toolPayload(raw.response) ?? null,
  }
  if (id !== undefined) part.id = id
  if (name !== undefined) part.name = name
  return part
}

/** Arguments and results of tools: JSON inside text is opened, the AI SDK's and MCP's wrappers are taken off. */
function toolPayload(value: JsonValue | undefined): JsonValue | undefined {
  if (typeof value === 'string') return value === '' || isRedacted(value) ? undefined : parseJson(value)
  if (isObject(value) && 'value' in value && (value.type === 'json' || value.type === 'text')) return value.value
  if (isArray(value) && value.length === 1 && isObject(value[0]) && value[0].type === 'text') {
    return toolPayload(value[0].text ?? value[0].content) ?? value
  }
  return value === null ? undefined : value
}

function genericPart(type: string, value: JsonObject): GenericPart {
  return { ...value, type }
}
