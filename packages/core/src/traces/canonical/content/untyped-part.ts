import type { JsonValue, MessagePart } from '../canonical-span.ts'
import { isObject, type JsonObject, textOf } from '../values/json-value.ts'
import { blobPart, uriPart } from './media-part.ts'

/**
 * Parts that say what they are by their one key instead of a `type`: Gemini (`text`, `function_call`, `inline_data`, …,
 * in either case) and Bedrock's Converse (`toolUse`, `toolResult`, `reasoningContent`). Undefined for any other object.
 */
export function untypedPart(value: JsonObject): MessagePart | undefined {
  if (typeof value.text === 'string') {
    return value.text === '' ? undefined : { type: value.thought === true ? 'reasoning' : 'text', content: value.text }
  }
  const call = value.function_call ?? value.functionCall ?? value.toolUse
  if (isObject(call)) return callPart(call)
  const response = value.function_response ?? value.functionResponse ?? value.toolResult
  if (isObject(response)) return responsePart(response)
  const reasoning = value.reasoningContent
  if (isObject(reasoning) && isObject(reasoning.reasoningText)) {
    const content = textOf(reasoning.reasoningText.text)
    return content === undefined ? undefined : { type: 'reasoning', content }
  }
  return mediaOf(value)
}

function callPart(call: JsonObject): MessagePart | undefined {
  const name = textOf(call.name)
  if (name === undefined) return undefined
  const id = textOf(call.id ?? call.toolUseId)
  const args: JsonValue | undefined = call.args ?? call.arguments ?? call.input
  return {
    type: 'tool_call',
    ...(id !== undefined && { id }),
    name,
    ...(args !== undefined && { arguments: args }),
  }
}

function responsePart(response: JsonObject): MessagePart {
  const id = textOf(response.id ?? response.toolUseId)
  const name = textOf(response.name)
  return {
    type: 'tool_call_response',
    ...(id !== undefined && { id }),
    ...(name !== undefined && { name }),
    response: response.response ?? response.content ?? null,
  }
}

function mediaOf(value: JsonObject): MessagePart | undefined {
  const inline = value.inline_data ?? value.inlineData
  if (isObject(inline)) {
    const data = textOf(inline.data)
    return data === undefined ? undefined : blobPart(data, { mimeType: textOf(inline.mime_type ?? inline.mimeType) })
  }
  const file = value.file_data ?? value.fileData
  if (isObject(file)) {
    const uri = textOf(file.file_uri ?? file.fileUri)
    return uri === undefined ? undefined : uriPart(uri, { mimeType: textOf(file.mime_type ?? file.mimeType) })
  }
  return undefined
}
