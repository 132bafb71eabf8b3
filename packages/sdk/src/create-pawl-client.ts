import { type Connection, callPawl, type PawlCall, postJson } from './call-pawl.ts'
import { isRecord } from './is-record.ts'
import { PawlError } from './pawl-error.ts'
import { type GetPromptOptions, getPrompt, type Prompt } from './prompts/get-prompt.ts'
import { PromptCache, type PromptCacheOptions } from './prompts/prompt-cache.ts'
import { type PromptWatch, type WatchPromptOptions, watchPrompt } from './prompts/watch-prompt.ts'

export interface PawlClientOptions {
  /** `http://127.0.0.1:4318` when left out. */
  readonly baseUrl?: string
  /** Needed where the server has keys. */
  readonly apiKey?: string
  /** For a server without keys; a key names its project itself. `default` when left out. */
  readonly project?: string
  /** Instead of the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch
  /** For one attempt of a call; 10,000 when left out. */
  readonly timeoutMs?: number
  /** Further attempts while the server is busy (429, 503); 3 when left out. */
  readonly maxRetries?: number
  /** How prompts are kept fresh. */
  readonly prompts?: PromptCacheOptions
}

/** What a person using the application thought of an answer. It needs a `value`, a `label` or an `outcome`. */
export interface FeedbackResult {
  /** What was judged, for example `helpful`. */
  readonly name: string
  readonly value?: number
  readonly label?: string
  readonly outcome?: 'pass' | 'fail' | 'unknown'
  readonly explanation?: string
  /** The same id again replaces the feedback instead of adding to it. */
  readonly id?: string
}

/** About one trace, one span of it, or a whole session. Ids are OpenTelemetry's, in lower-case hex. */
export type FeedbackSubject =
  | { readonly traceId: string; readonly spanId?: string; readonly sessionId?: never }
  | { readonly sessionId: string; readonly traceId?: never; readonly spanId?: never }

export type Feedback = FeedbackResult & FeedbackSubject

export interface PawlClient {
  /**
   * Records user feedback as a score with the source `user`. Returns the score's id.
   *
   * @throws PawlError when the server cannot be reached, is busy for longer than the retries last, or refuses
   */
  readonly recordFeedback: (feedback: Feedback) => Promise<string>
  /**
   * The prompt that is deployed, rendered. From memory once it is known, asked for again behind the answer; the last
   * good one while the server is away.
   *
   * @throws PawlError where neither server nor store nor fallback has it; `missing_variable` for what templates need
   */
  readonly getPrompt: (name: string, options?: GetPromptOptions) => Promise<Prompt>
  /** Keeps a prompt fresh, so that `getPrompt` never waits, and tells of deployments. */
  readonly watchPrompt: (name: string, options?: WatchPromptOptions) => PromptWatch
  /**
   * Any call of the HTTP API; resolves with the JSON of its answer.
   *
   * @throws PawlError; the reason of the signal
   */
  readonly call: (call: PawlCall) => Promise<unknown>
}

const defaultBaseUrl = 'http://127.0.0.1:4318'

/**
 * A client of one Pawl server, best made once for the whole application: it holds the prompts. It keeps no connection
 * open and needs no closing.
 */
export function createPawlClient(options: PawlClientOptions = {}): PawlClient {
  const connection: Connection = {
    baseUrl: (options.baseUrl ?? defaultBaseUrl).replace(/\/+$/, ''),
    apiKey: options.apiKey,
    project: options.project,
    // Called as a function of nothing: browsers refuse their own `fetch` as the method of something else.
    fetch: (...request) => (options.fetch ?? globalThis.fetch)(...request),
    timeoutMs: options.timeoutMs ?? 10_000,
    maxRetries: options.maxRetries ?? 3,
  }
  const cache = new PromptCache(connection, options.prompts ?? {})
  return {
    recordFeedback: async (feedback) =>
      scoreIdOf(await postJson(connection, '/api/scores', { ...feedback, source: 'user' })),
    getPrompt: (name, promptOptions = {}) => getPrompt(cache, name, promptOptions),
    watchPrompt: (name, watchOptions = {}) => watchPrompt(cache, name, watchOptions),
    call: (call) => callPawl(connection, call),
  }
}

function scoreIdOf(answer: unknown): string {
  const scores = isRecord(answer) && Array.isArray(answer.scores) ? answer.scores : []
  const score: unknown = scores[0]
  if (isRecord(score) && typeof score.id === 'string') return score.id
  throw new PawlError('The answer of the server names no score.', {
    code: 'not_pawl',
    fix: 'Use the same version of @pawl/sdk as the server.',
  })
}
