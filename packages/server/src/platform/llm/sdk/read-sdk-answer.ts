import { isJsonValue, type JsonValue, type Message, type MessagePart, type Usage } from '@pawl/core'
import type { SdkAnswer, SdkContent } from './sdk-types.ts'

/** An answer as the provider gave it, before anything was decided about it. */
export interface RawAnswer {
  readonly message: Message
  /** `stop`, `length`, `tool_call`, `content_filter`, `error` or `other`. */
  readonly finishReason: string
  readonly usage: Usage | null
  readonly responseModel: string | null
  readonly responseId: string | null
  readonly timeToFirstTokenMs: number | null
  /** Settings that the provider does not take, in the SDK's words. */
  readonly warnings: readonly string[]
}

/** The answer is not what was asked for: asking again may help. */
export class BrokenAnswer extends Error {}

const finishReasons = {
  stop: 'stop',
  length: 'length',
  'content-filter': 'content_filter',
  'tool-calls': 'tool_call',
  error: 'error',
  other: 'other',
} as const

export interface SdkResult extends Pick<SdkAnswer, 'content' | 'finishReason' | 'usage' | 'warnings'> {
  readonly response: { readonly id?: string | undefined; readonly modelId?: string | undefined } | undefined
  readonly timeToFirstTokenMs: number | null
}

/** @throws BrokenAnswer for tool calls whose arguments are no JSON, unless the answer was cut off anyway */
export function readSdkAnswer(result: SdkResult): RawAnswer {
  const finishReason = finishReasons[result.finishReason.unified]
  if (finishReason === 'error') throw new BrokenAnswer('the provider ended the answer with an error')
  const parts = result.content.flatMap((content) => partOf(content, finishReason === 'length'))
  return {
    message: {
      role: 'assistant',
      parts: parts.length > 0 ? parts : [{ type: 'text', content: '' }],
      finish_reason: finishReason,
    },
    finishReason,
    usage: usageOf(result.usage),
    responseModel: result.response?.modelId ?? null,
    responseId: result.response?.id ?? null,
    timeToFirstTokenMs: result.timeToFirstTokenMs,
    warnings: result.warnings.map((warning) =>
      warning.type === 'other' ? warning.message : `${warning.type}: ${warning.feature}`,
    ),
  }
}

function partOf(content: SdkContent, wasCutOff: boolean): readonly MessagePart[] {
  const metadata = metadataOf(content)
  switch (content.type) {
    case 'text':
      return content.text === '' ? [] : [{ type: 'text', content: content.text, ...metadata }]
    case 'reasoning':
      return [{ type: 'reasoning', content: content.text, ...metadata }]
    case 'tool-call':
      return [
        {
          type: 'tool_call',
          id: content.toolCallId,
          name: content.toolName,
          arguments: wasCutOff ? content.input : argumentsOf(content.toolName, content.input),
          ...metadata,
        },
      ]
    case 'file':
      return typeof content.data === 'string'
        ? [
            {
              type: 'blob',
              modality: content.mediaType.split('/')[0] ?? '',
              mime_type: content.mediaType,
              content: content.data,
            },
          ]
        : []
    case 'source':
    case 'tool-result':
    case 'tool-approval-request':
      // What a provider looked up or ran by itself is no part of what the model said.
      return []
  }
}

function argumentsOf(name: string, input: string): JsonValue {
  if (input.trim() === '') return {}
  const parsed = tryParse(input)
  if (parsed === undefined) throw new BrokenAnswer(`the arguments of the tool call "${name}" are not valid JSON`)
  return parsed
}

function tryParse(text: string): JsonValue | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isJsonValue(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Kept on the part, to be said again when the part is: reasoning and calls of some models are signed. */
function metadataOf(content: SdkContent): { readonly provider_metadata?: JsonValue } {
  const metadata = 'providerMetadata' in content ? content.providerMetadata : undefined
  return metadata !== undefined && isJsonValue(metadata) && Object.keys(metadata).length > 0
    ? { provider_metadata: metadata }
    : {}
}

function usageOf({ inputTokens, outputTokens }: SdkAnswer['usage']): Usage | null {
  if (inputTokens.total === undefined && outputTokens.total === undefined) return null
  return {
    ...(inputTokens.total !== undefined && { inputTokens: inputTokens.total }),
    ...(outputTokens.total !== undefined && { outputTokens: outputTokens.total }),
    ...(inputTokens.cacheRead !== undefined && { cacheReadTokens: inputTokens.cacheRead }),
    ...(inputTokens.cacheWrite !== undefined && { cacheWriteTokens: inputTokens.cacheWrite }),
    ...(outputTokens.reasoning !== undefined && { reasoningTokens: outputTokens.reasoning }),
    // The SDK counts cached tokens inside of all input tokens, whatever the provider does.
    convention: 'inclusive',
  }
}
