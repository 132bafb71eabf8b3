import { isJsonObject, type JsonObject, tryParseJson } from '../otlp/parse-json.ts'
import type { TranscriptMessage } from './transcript-line.ts'

/** Fields that become parts; all others stay on the message. */
const consumed: ReadonlySet<string> = new Set(['role', 'content', 'tool_calls', 'function_call', 'tool_call_id'])

/** An OpenAI chat message in the schema of OpenTelemetry's GenAI messages: `{role, parts, …}`. */
export function toOtelMessage(message: TranscriptMessage): JsonObject {
  const { role, source } = message
  const isResult = role === 'tool' || role === 'function'
  const parts = isResult ? [resultPart(source)] : [...contentParts(source.content), ...message.toolCalls.map(callPart)]
  const rest = Object.entries(source).filter(([key]) => !consumed.has(key) && !(isResult && key === 'name'))
  return { role, parts, ...Object.fromEntries(rest) }
}

function resultPart(source: JsonObject): JsonObject {
  const { tool_call_id: id, name, content } = source
  return {
    type: 'tool_call_response',
    ...(typeof id === 'string' ? { id } : {}),
    ...(typeof name === 'string' ? { name } : {}),
    response: content ?? null,
  }
}

function callPart(call: TranscriptMessage['toolCalls'][number]): JsonObject {
  return {
    type: 'tool_call',
    ...(call.id === '' ? {} : { id: call.id }),
    name: call.name,
    arguments: argumentsOf(call.arguments),
  }
}

/** Arguments as an object, unless parsing them would change a number or they are no JSON. */
function argumentsOf(text: string): unknown {
  if (/\d{16}/.test(text)) return text
  const parsed = tryParseJson(text)
  return typeof parsed === 'object' && parsed !== null ? parsed : text
}

function contentParts(content: unknown): readonly JsonObject[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', content }]
  if (!Array.isArray(content)) return []
  return content.map((part: unknown) =>
    isJsonObject(part) ? contentPart(part) : { type: 'text', content: String(part) },
  )
}

function contentPart(part: JsonObject): JsonObject {
  const { type } = part
  if ((type === 'text' || type === 'input_text' || type === 'output_text') && typeof part.text === 'string') {
    return { type: 'text', content: part.text }
  }
  if (type === 'image_url') return imagePart(part) ?? part
  if (type === 'input_audio' && isJsonObject(part.input_audio) && typeof part.input_audio.data === 'string') {
    const { data, format } = part.input_audio
    return {
      type: 'blob',
      modality: 'audio',
      mime_type: `audio/${typeof format === 'string' ? format : 'wav'}`,
      content: data,
    }
  }
  if (type === 'file' && isJsonObject(part.file) && typeof part.file.file_id === 'string') {
    return { type: 'file', modality: 'document', file_id: part.file.file_id }
  }
  return typeof type === 'string' ? part : { type: 'unknown', ...part }
}

function imagePart(part: JsonObject): JsonObject | undefined {
  const url = isJsonObject(part.image_url) ? part.image_url.url : part.image_url
  if (typeof url !== 'string') return undefined
  const data = /^data:([\w.+-]+\/[\w.+-]+);base64,/.exec(url)
  if (data === null) return { type: 'uri', modality: 'image', uri: url }
  return { type: 'blob', modality: 'image', mime_type: data[1], content: url.slice(data[0].length) }
}
