import type { IncomingHttpHeaders } from 'node:http'

export interface ScriptedToolCall {
  readonly name: string
  /** An object is sent as JSON text; a text is sent as it is, so that it may be broken. */
  readonly arguments: object | string
  readonly id?: string
}

/** What goes wrong with an answer, on purpose. */
export type ReplyFault =
  | {
      readonly type: 'status'
      readonly status: number
      readonly headers?: Readonly<Record<string, string>>
      /** OpenAI's `error.code`, such as `insufficient_quota`. */
      readonly errorCode?: string
      readonly message?: string
    }
  | { readonly type: 'rate_limited'; readonly retryAfterS: number }
  /** Status 200, and a body that is no JSON. */
  | { readonly type: 'broken_json' }
  | { readonly type: 'empty_choices' }
  /** Status 200 and a page of HTML, as a proxy on the way sends it. */
  | { readonly type: 'wrong_content_type' }
  /** The connection ends in the middle of the body. */
  | { readonly type: 'truncated_body' }
  /** The connection ends before any answer. */
  | { readonly type: 'hang_up' }
  /** No answer ever. */
  | { readonly type: 'silence' }
  /** Anything at all, as it is. */
  | {
      readonly type: 'raw'
      readonly status?: number
      readonly contentType?: string
      readonly body: string | Uint8Array
    }

export interface ModelReply {
  readonly text?: string
  readonly reasoning?: string
  readonly toolCalls?: readonly ScriptedToolCall[]
  /** `stop`, or `tool_calls` where there are some, when left out. */
  readonly finishReason?: string
  /** The requested one when left out. */
  readonly model?: string
  /** Counted from the texts when left out; null sends none. */
  readonly usage?: {
    readonly inputTokens: number
    readonly outputTokens: number
    readonly cachedTokens?: number
    readonly reasoningTokens?: number
  } | null
  /** Before anything is sent. */
  readonly delayMs?: number
  /** Between the pieces of a stream. */
  readonly pieceDelayMs?: number
  readonly fault?: ReplyFault
}

export interface ModelRequest {
  /** Counts from 0. */
  readonly index: number
  readonly path: string
  readonly headers: IncomingHttpHeaders
  /** The parsed body; {} when it is no JSON object. */
  readonly body: Readonly<Record<string, unknown>>
  readonly model: string
  /** As sent, in OpenAI's form. */
  readonly messages: readonly { readonly role: string; readonly content?: unknown; readonly [key: string]: unknown }[]
  /** The text of the last message. */
  readonly lastText: string
  readonly toolNames: readonly string[]
  readonly isStreamed: boolean
}

/** A reply for each request in turn, the last one again and again; or a function of the request. */
export type ModelScript = readonly ModelReply[] | ((request: ModelRequest) => ModelReply | Promise<ModelReply>)

/** Repeats what it heard: enough where only the way to a model matters. */
export const echoScript: ModelScript = ({ lastText }) => ({ text: `You said: ${lastText}` })

/** The text of a message's content, whether it is a text or a list of parts. */
export function textOfContent(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content
    .map((part: unknown) =>
      typeof part === 'object' && part !== null && 'text' in part && typeof part.text === 'string' ? part.text : '',
    )
    .join('')
}
