import type { PromptContent } from '../prompts/index.ts'
import { canonicalJsonText, type JsonValue, type Message } from '../traces/index.ts'

/** Everything that determines a model call, and the trial that makes it. */
export interface CachedCall {
  /** Where it goes: a local server and a provider may have models of one name. */
  readonly baseUrl: string
  readonly model: string
  readonly messages: readonly Message[]
  readonly parameters: PromptContent['parameters']
  readonly tools: readonly PromptContent['tools'][number][]
  readonly responseFormat?: PromptContent['responseFormat'] | undefined
  /** Whatever else the request says: headers that change the answer, options of the provider. */
  readonly options: { readonly [name: string]: JsonValue }
  readonly rowId: string
  readonly trial: number
  /**
   * Equal calls of one trial (the third question of a dialogue may be the first again) are told apart by their place.
   */
  readonly step: number
}

/**
 * The text whose hash is the key of a response in the cache. Row and trial are part of it: repeats and rows that
 * happen to be equal are separate draws from the model, and one is never served from another.
 */
export function responseCacheText(call: CachedCall): string {
  return `pawl.response.1
${canonicalJsonText(call)}`
}
