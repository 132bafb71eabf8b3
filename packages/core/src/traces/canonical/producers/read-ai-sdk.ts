import type { Attributes } from '../../otlp/index.ts'
import type { JsonValue, Message, MessagePart } from '../canonical-span.ts'
import { blobPart } from '../content/media-part.ts'
import { reasoningPart, textPart, toolCallPart } from '../content/message-part.ts'
import { readRequest } from '../content/read-bodies.ts'
import { toToolDefinitions } from '../content/read-tool-definitions.ts'
import type { SpanDraft } from '../span-draft.ts'
import { isArray, isObject, type JsonObject, numberOf, textOf, toJson, toText } from '../values/json-value.ts'

/** The Vercel AI SDK's own attributes, versions 3.3 to 6, and 7 with its legacy integration. */
export function readAiSdk(draft: SpanDraft): void {
  const { attributes } = draft
  readPrompt(draft)
  draft.outputMessages ??= readAnswer(attributes)
  if (draft.toolDefinitions === undefined) {
    const tools = toToolDefinitions(toJson(attributes.get('ai.prompt.tools')))
    if (tools.length > 0) draft.toolDefinitions = tools
  }
  if (draft.kind === 'tool') {
    draft.toolArguments ??= toJson(attributes.get('ai.toolCall.args') ?? attributes.get('ai.toolCall.input'))
    draft.toolResult ??= toJson(attributes.get('ai.toolCall.result') ?? attributes.get('ai.toolCall.output'))
  }
  const values = attributes.get('ai.values') ?? attributes.get('ai.value')
  if (values !== undefined) draft.input ??= toEmbedded(toJson(values))
  readLinkedPrompt(draft)
  readProviderMetadata(draft)
}

function readPrompt(draft: SpanDraft): void {
  if (draft.inputMessages !== undefined) return
  const { attributes } = draft
  const value = toJson(attributes.get('ai.prompt.messages') ?? attributes.get('ai.prompt'))
  if (value === undefined) return
  const request = readRequest(value)
  if (request === undefined) {
    draft.input ??= value
    return
  }
  draft.inputMessages = request.messages
  if (request.system.length > 0) draft.systemInstructions ??= request.system
}

function readAnswer(attributes: Attributes): readonly Message[] | undefined {
  const answer = (name: string) => attributes.get(`ai.response.${name}`) ?? attributes.get(`ai.result.${name}`)
  const parts: MessagePart[] = []
  push(parts, reasoningPart(readReasoning(toJson(answer('reasoning')))))
  // A generated object is the text of the answer: the schema of messages has no other place for it.
  push(parts, textPart(toText(answer('text')) ?? toText(answer('object'))))
  addCalls(parts, toJson(answer('toolCalls')))
  addFiles(parts, toJson(answer('files')))
  return parts.length === 0 ? undefined : [{ role: 'assistant', parts }]
}

function readReasoning(value: JsonValue | undefined): JsonValue | undefined {
  return isObject(value) ? (value.text ?? undefined) : value
}

function addCalls(parts: MessagePart[], calls: JsonValue | undefined): void {
  if (!isArray(calls)) return
  for (const call of calls) {
    if (!isObject(call)) continue
    push(parts, toolCallPart({ id: call.toolCallId, name: call.toolName, arguments: call.input ?? call.args }))
  }
}

function addFiles(parts: MessagePart[], files: JsonValue | undefined): void {
  if (!isArray(files)) return
  for (const file of files) {
    if (!isObject(file)) continue
    const content = textOf(file.data ?? file.base64)
    if (content !== undefined) parts.push(blobPart(content, { mimeType: textOf(file.mediaType ?? file.mimeType) }))
  }
}

function push(parts: MessagePart[], part: MessagePart | undefined): void {
  if (part !== undefined) parts.push(part)
}

/** `ai.values` is a list of JSON texts. */
function toEmbedded(value: JsonValue | undefined): JsonValue | undefined {
  if (!isArray(value)) return value
  return value.map((item) => (typeof item === 'string' ? (toJson(item) ?? '') : item))
}

function readLinkedPrompt(draft: SpanDraft): void {
  const linked = toJson(draft.attributes.get('ai.telemetry.metadata.langfusePrompt'))
  if (!isObject(linked)) return
  draft.promptName ??= textOf(linked.name)
  const version = numberOf(linked.version)
  draft.promptVersion ??= version === undefined ? textOf(linked.version) : String(version)
}

/**
 * Cached tokens that versions 4 and 5 report only in the provider's metadata. There, `inputTokens` of Anthropic and
 * Bedrock is the provider's own figure, without cached tokens; from 6 on it is the sum, and says so by its details.
 */
function readProviderMetadata(draft: SpanDraft): void {
  const { attributes, facts } = draft
  if (facts.number('cacheWriteTokens') !== undefined || facts.number('inputTokens') === undefined) return
  const raw = toText(attributes.get('ai.response.providerMetadata'))
  if (raw === undefined || !raw.includes('ache')) return
  const metadata = toJson(raw)
  if (!isObject(metadata)) return
  const isSum = attributes.has('ai.usage.inputTokenDetails.noCacheTokens')
  const convention = isSum ? 'inclusive' : 'exclusive'
  if (isObject(metadata.anthropic)) {
    draft.usageDetails = { ...anthropicCache(metadata.anthropic), convention }
  } else if (isObject(metadata.bedrock) && isObject(metadata.bedrock.usage)) {
    const { usage } = metadata.bedrock
    const cacheRead = numberOf(usage.cacheReadInputTokens)
    draft.usageDetails = { cacheRead, cacheWrite: numberOf(usage.cacheWriteInputTokens), convention }
  } else if (isObject(metadata.openai)) {
    const { cachedPromptTokens, reasoningTokens } = metadata.openai
    draft.usageDetails = { cacheRead: numberOf(cachedPromptTokens), reasoning: numberOf(reasoningTokens) }
  }
}

function anthropicCache(anthropic: JsonObject) {
  const usage = isObject(anthropic.usage) ? anthropic.usage : {}
  return {
    cacheRead: numberOf(usage.cache_read_input_tokens ?? anthropic.cacheReadInputTokens),
    cacheWrite: numberOf(usage.cache_creation_input_tokens ?? anthropic.cacheCreationInputTokens),
  }
}
