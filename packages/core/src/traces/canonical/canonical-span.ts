/** What a span is, whoever sent it. */
export const spanKinds = [
  'llm',
  'embedding',
  'retriever',
  'reranker',
  'tool',
  'agent',
  'chain',
  'prompt',
  'guardrail',
  'evaluator',
  'memory',
  'span',
] as const
export type SpanKind = (typeof spanKinds)[number]

/** JSON as it came out of an attribute: parsed where it was valid JSON, otherwise the text itself. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue }

/** A part of a message: the schema of OpenTelemetry's GenAI messages. Unknown types are kept as they are. */
export type KnownPart =
  | { readonly type: 'text'; readonly content: string }
  | { readonly type: 'reasoning'; readonly content: string }
  | { readonly type: 'tool_call'; readonly id?: string; readonly name: string; readonly arguments?: JsonValue }
  | { readonly type: 'tool_call_response'; readonly id?: string; readonly name?: string; readonly response: JsonValue }
  | { readonly type: 'blob'; readonly modality: string; readonly mime_type?: string; readonly content: string }
  | { readonly type: 'uri'; readonly modality: string; readonly mime_type?: string; readonly uri: string }
  | { readonly type: 'file'; readonly modality?: string; readonly mime_type?: string; readonly file_id: string }

export type MessagePart = KnownPart | GenericPart

export interface GenericPart {
  readonly type: `x-${string}` | (string & {})
  readonly [key: string]: JsonValue
}

const knownPartTypes: ReadonlySet<string> = new Set<KnownPart['type']>([
  'text',
  'reasoning',
  'tool_call',
  'tool_call_response',
  'blob',
  'uri',
  'file',
])

/** Tells the parts of the schema from generic ones, whose `type` is any other text; the compiler cannot by `type` alone. */
export function isKnownPart(part: MessagePart): part is KnownPart {
  return knownPartTypes.has(part.type)
}

export interface Message {
  /** system, user, assistant, tool, or whatever the producer said. */
  readonly role: string
  readonly name?: string
  readonly parts: readonly MessagePart[]
  readonly finish_reason?: string
}

export interface ToolDefinition {
  readonly type: string
  readonly name: string
  readonly description?: string
  /** JSON Schema of the arguments. */
  readonly parameters?: JsonValue
}

export interface ToolExecution {
  readonly name: string
  readonly callId?: string
  readonly description?: string
  readonly arguments?: JsonValue
  readonly result?: JsonValue
}

export interface RetrievedDocument {
  readonly id?: string
  readonly content?: string
  readonly score?: number
  readonly metadata?: JsonValue
}

/** Tokens of one call. `inputTokens` includes cached ones and `outputTokens` includes reasoning, whatever the producer's convention. */
export interface Usage {
  readonly inputTokens?: number
  readonly outputTokens?: number
  readonly cacheReadTokens?: number
  readonly cacheWriteTokens?: number
  readonly reasoningTokens?: number
  readonly totalTokens?: number
  /** Whether the producer counted cached tokens inside (`inclusive`) or beside (`exclusive`) its input figure. */
  readonly convention: 'inclusive' | 'exclusive'
}

/** US dollars. `reported` by the producer, or `computed` from the price table. */
export interface Cost {
  readonly totalUsd: number
  readonly inputUsd?: number
  readonly outputUsd?: number
  readonly source: 'reported' | 'computed'
}

export interface SpanError {
  /** Short class of the error: `error.type`, an exception's type, or ''. */
  readonly type: string
  readonly message: string
  readonly stack?: string
}

/** An evaluation result that arrived inside telemetry; it becomes a score. */
export interface DerivedScore {
  readonly name: string
  readonly value?: number
  readonly label?: string
  readonly outcome: 'pass' | 'fail' | 'unknown'
  readonly explanation?: string
  readonly source: 'human' | 'code' | 'llm' | 'user'
  readonly evaluatorVersion?: string
  /** What the score is about: this span unless the producer widened it. */
  readonly target: 'span' | 'trace' | 'session'
  /** Set when the target is another span (a link, or `gen_ai.response.id`). */
  readonly targetTraceId?: string
  readonly targetSpanId?: string
  readonly targetResponseId?: string
}

/** Content that should be here but is not, with the producer's own switch that turns it on. */
export interface MissingContent {
  readonly producer: string
  /** The exact setting, for example `OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true`. */
  readonly setting: string
}

/** One span in Pawl's words, derived from what any producer sent. Pure data; the raw attributes stay beside it. */
export interface CanonicalSpan {
  readonly kind: SpanKind
  /** Which instrumentation sent it: `openinference`, `langfuse`, `ai-sdk`, `otel-genai`, …; '' when nothing is known. */
  readonly producer: string
  readonly requestModel?: string
  readonly responseModel?: string
  readonly provider?: string
  readonly responseId?: string
  /** The provider's own mark of the system that answered: it changes when the provider changes something. */
  readonly fingerprint?: string
  /** temperature, top_p, max_tokens, …: semantic convention names without the `gen_ai.request.` prefix. */
  readonly parameters: { readonly [name: string]: JsonValue }
  readonly systemInstructions: readonly MessagePart[]
  readonly inputMessages: readonly Message[]
  readonly outputMessages: readonly Message[]
  /** Input and output of spans that are not model calls, or of those that sent no messages. */
  readonly input?: JsonValue
  readonly output?: JsonValue
  readonly toolDefinitions: readonly ToolDefinition[]
  readonly tool?: ToolExecution
  readonly query?: string
  readonly documents: readonly RetrievedDocument[]
  readonly usage?: Usage
  readonly cost?: Cost
  /** JSON Schema that the answer was to follow, where it is not among the parameters. */
  readonly answerSchema?: { readonly [key: string]: JsonValue }
  readonly finishReasons: readonly string[]
  readonly status: 'unset' | 'ok' | 'error'
  readonly error?: SpanError
  readonly sessionId?: string
  readonly userId?: string
  readonly tags: readonly string[]
  readonly metadata: { readonly [key: string]: JsonValue }
  readonly environment?: string
  readonly release?: string
  readonly serviceName?: string
  readonly promptName?: string
  readonly promptVersion?: string
  readonly agentName?: string
  /** A name for the whole trace, where the producer gives one apart from its root span's name. */
  readonly traceName?: string
  /** Milliseconds from the start of the span to the first token. */
  readonly timeToFirstTokenMs?: number
  readonly scores: readonly DerivedScore[]
  /** Links to content kept elsewhere (`gen_ai.input.messages_ref` …). Shown, never fetched. */
  readonly externalContent: readonly string[]
  readonly missingContent?: MissingContent
  /** Set on the spans of a run's trials. */
  readonly runId?: string
  /** False for placeholders that must not be stored (a pending span that its final form replaces). */
  readonly isPlaceholder: boolean
}
