import type { ChatMessage, Json } from '../runs/run-messages.ts'

/** Everything that decides what a model is asked, as a version of a prompt holds it. */
export interface PromptContent {
  /** Templates: `{{name}}` is a variable. */
  readonly messages: readonly ChatMessage[]
  /** `provider/model`, or a model's name alone. */
  readonly model: string
  /** temperature, top_p, max_tokens, …: the names of OpenTelemetry's GenAI conventions. */
  readonly parameters: { readonly [name: string]: Json }
  readonly tools: readonly PromptTool[]
  /** What the answer must look like; absent: free text. */
  readonly responseFormat?: ResponseFormat
}

export interface PromptTool {
  readonly type: string
  readonly name: string
  readonly description?: string
  /** JSON Schema of the arguments. */
  readonly parameters?: Json
}

export type ResponseFormat =
  | { readonly type: 'json_object' }
  | {
      readonly type: 'json_schema'
      readonly name: string
      readonly description?: string
      readonly strict?: boolean
      readonly schema: { readonly [key: string]: Json }
    }

/** What the server answers: a version, and that it is deployed. */
export interface DeployedPrompt {
  readonly prompt: string
  readonly environment: string
  /** SHA-256 of the content. */
  readonly id: string
  readonly number: number
  readonly content: PromptContent
  /** When it was deployed; ISO 8601. */
  readonly since: string
  /** Deployed where no row could have stopped it. */
  readonly isUnprotected: boolean
}

/** A prompt that the application brings along, for when the server was never reached. Templates, as in a version. */
export interface PromptFallback {
  readonly messages: readonly FallbackMessage[]
  readonly model: string
  readonly parameters?: PromptContent['parameters']
  readonly tools?: PromptContent['tools']
  readonly responseFormat?: ResponseFormat
}

/** A text, or parts as a version has them. */
export type FallbackMessage = ChatMessage | { readonly role: string; readonly content: string }

export function contentOfFallback({
  messages,
  model,
  parameters,
  tools,
  responseFormat,
}: PromptFallback): PromptContent {
  return {
    messages: messages.map((message) =>
      isPlain(message) ? { role: message.role, parts: [{ type: 'text', content: message.content }] } : message,
    ),
    model,
    parameters: parameters ?? {},
    tools: tools ?? [],
    ...(responseFormat === undefined ? {} : { responseFormat }),
  }
}

const isPlain = (message: FallbackMessage): message is { readonly role: string; readonly content: string } =>
  !('parts' in message)
