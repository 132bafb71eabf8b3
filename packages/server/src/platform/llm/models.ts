import type {
  Message,
  ModelProvider,
  OtlpSpan,
  PromptParameters,
  PromptTool,
  ProviderTest,
  ResponseFormat,
  Usage,
} from '@pawl/core'
import type { Budget } from './budget.ts'
import type { ModelPlace } from './providers/provider-directory.ts'
import type { ProviderUpdate } from './providers/set-provider.ts'
import type { TestRequest } from './test-request.ts'

/** Whose call it is: part of its key in the response cache, so that a repeat is never served from another trial. */
export interface CachePlace {
  readonly rowId: string
  readonly trial: number
  /** Tells equal calls of one trial apart. */
  readonly step: number
}

/** What every use of a model says beside its content. */
interface CallBasis {
  readonly project: string
  /** `openai`, `anthropic`, `google`, or the name of an OpenAI-compatible one. */
  readonly provider: string
  readonly model: string
  /** Null: no cap. Shared by all calls that one cap is for. */
  readonly budget: Budget | null
  /** W3C Trace Context; null starts a trace of its own. */
  readonly traceparent: string | null
  /** Put on the span, for example `pawl.run.id`. */
  readonly attributes: Readonly<Record<string, string>>
  /** Of each attempt, from when the provider has a free slot. 120 s when left out. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

export interface ModelCall extends CallBasis {
  /** In the words of canonical spans. System messages are messages like the others. */
  readonly messages: readonly Message[]
  /** Names of the semantic conventions (`temperature`, `max_tokens`, …); others go into the request as they are. */
  readonly parameters: PromptParameters
  /** Only declared: the answer holds the calls, and the caller answers them. */
  readonly tools: readonly PromptTool[]
  readonly responseFormat?: ResponseFormat | null | undefined
  /** Null: always asked anew. */
  readonly cache: CachePlace | null
  /** Streams the answer and hears its text as it comes; of an attempt that fails, too. */
  readonly onText?: (delta: string) => void
}

export interface ModelAnswer {
  /** Role `assistant`: text, reasoning and tool calls in the order in which they came. */
  readonly message: Message
  /** `stop`, `tool_call`, `content_filter` or `other`. A cut-off answer is an error. */
  readonly finishReason: string
  readonly usage: Usage | null
  /** By the project's prices or the table; null where the model has none. */
  readonly costUsd: number | null
  readonly responseModel: string | null
  /** Of the attempt that was answered, without waiting for a slot or for other attempts. */
  readonly latencyMs: number
  /** Only when streamed. */
  readonly timeToFirstTokenMs: number | null
  /** The span of this call, which is stored a moment later. */
  readonly traceId: string
  readonly spanId: string
  /** Served from the cache: usage, cost and latency are those of the call that was made; nothing was paid now. */
  readonly isCached: boolean
}

export interface EmbedCall extends Omit<CallBasis, 'traceparent' | 'attributes'> {
  readonly texts: readonly string[]
  readonly traceparent?: string | null
  readonly attributes?: Readonly<Record<string, string>>
}

export interface Models {
  /**
   * One answer of a model. Retries what time may mend, keeps the provider's limits and the cap, serves repeats from the
   * cache, and records a span.
   *
   * @throws AppError `model_not_configured`, `model_failed`, `spending_cap_reached`, `bad_request` for content that no
   * model takes; the reason of `signal` when that ends the call
   */
  call(call: ModelCall): Promise<ModelAnswer>
  /**
   * One vector for each text, in their order.
   *
   * @throws as `call`
   */
  embed(call: EmbedCall): Promise<number[][]>
  /**
   * Where a prompt's `model` is: `provider/model`, or a name alone for the project's default provider.
   *
   * @throws AppError `model_not_configured` when there is no provider that it could be
   */
  locate(project: string, model: string): Promise<ModelPlace>
  /** The well-known providers and the project's own, with what is set up of each, never a key. */
  providers(project: string): Promise<readonly ModelProvider[]>
  /**
   * Changes the fields that are given; makes the provider where there is none. A key is stored encrypted.
   *
   * @throws AppError `bad_request` for a name or an address that cannot be one; `conflict` when the address of a stored
   * key changes and the key is not given again
   */
  setProvider(update: ProviderUpdate): Promise<ModelProvider>
  /**
   * Removes what is stored of a provider; what the environment says of it stays.
   *
   * @throws AppError `not_found`
   */
  removeProvider(project: string, name: string): Promise<void>
  /**
   * Makes one tiny call, once.
   *
   * @throws as `call`
   */
  testProvider(request: TestRequest): Promise<ProviderTest>
  /** Records spans of what calls of models are part of, beside those of the calls; resolves when they are in the queue. */
  record(project: string, spans: readonly OtlpSpan[]): Promise<void>
  /** Resolves when the spans of all calls that have ended are stored, or were given up. */
  flushSpans(): Promise<void>
  close(): Promise<void>
}
