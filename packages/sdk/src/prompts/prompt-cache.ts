import { type Connection, fetchChanged } from '../call-pawl.ts'
import { PawlError } from '../pawl-error.ts'
import { type GoodPrompt, type PromptStore, readStored, writeStored } from './prompt-store.ts'
import { readDeployedPrompt } from './read-deployed-prompt.ts'

export interface PromptCacheOptions {
  /** Milliseconds after which a prompt is asked for again, behind the answer; give or take a tenth. 10,000 when left out. */
  readonly refreshAfterMs?: number
  /** Milliseconds after which the answer waits for the server, so that a seldom used prompt is not an old one. 60,000 when left out. */
  readonly waitAfterMs?: number
  /** How long it waits at most where there is something else to give. 2,000 when left out. */
  readonly waitMs?: number
  readonly store?: PromptStore
  /** For runtimes that end with their answer: keeps one alive until a refresh is done (`context.waitUntil`). */
  readonly waitUntil?: (work: Promise<unknown>) => void
  /** Told of every failure that a last good value or a fallback hides. */
  readonly onError?: (error: PawlError, prompt: PromptPlace) => void
}

export interface PromptPlace {
  readonly name: string
  readonly environment: string
}

/** What is known of a prompt, at once or after asking. */
export type KnownPrompt =
  | { readonly good: GoodPrompt; readonly isStale: boolean }
  | { readonly good: null; readonly error: PawlError }

interface Entry {
  readonly place: PromptPlace
  good: GoodPrompt | null
  /** `refreshAfterMs` with this entry's jitter. */
  refreshAfterMs: number
  storeRead: Promise<void> | null
  storedAtMs: number
  request: Promise<void> | null
  failure: { readonly error: PawlError; readonly count: number; readonly retryAtMs: number } | null
}

const firstRetryMs = 1000
const longestRetryMs = 30_000

/** The prompts of one client: one request at a time for each, and the last good answer of each for ever. */
export class PromptCache {
  readonly #connection: Connection
  readonly #options: PromptCacheOptions
  readonly #entries = new Map<string, Entry>()

  constructor(connection: Connection, options: PromptCacheOptions) {
    this.#connection = connection
    this.#options = options
  }

  /** Never throws for the server's sake; `hasFallback` says that the caller has something else to give. */
  async get(place: PromptPlace, hasFallback: boolean): Promise<KnownPrompt> {
    const entry = this.#entryOf(place)
    if (entry.good === null) await this.#readStore(entry)
    const ageMs = ageOf(entry)
    if (ageMs < entry.refreshAfterMs) return answerOf(entry, false)
    const isPatient = Date.now() < (entry.failure?.retryAtMs ?? 0)
    if (!isPatient) {
      const request = this.#refresh(entry)
      const mustWait = ageMs >= (this.#options.waitAfterMs ?? 60_000)
      if (mustWait) await this.#waitFor(request, hasFallback || entry.good !== null)
    }
    return answerOf(entry, ageOf(entry) >= (this.#options.waitAfterMs ?? 60_000))
  }

  /** Asks the server now, unless it is being asked. Never throws: `get` tells what is known then. */
  async refresh(place: PromptPlace): Promise<KnownPrompt> {
    const entry = this.#entryOf(place)
    if (entry.good === null) await this.#readStore(entry)
    await this.#refresh(entry)
    return answerOf(entry, entry.failure !== null)
  }

  /** `refreshAfterMs`, differently each time: many processes must not ask in step. */
  nextRefreshMs(): number {
    return (this.#options.refreshAfterMs ?? 10_000) * jitter()
  }

  report(error: PawlError, place: PromptPlace): void {
    this.#options.onError?.(error, place)
  }

  #entryOf(place: PromptPlace): Entry {
    const key = `${place.environment}\n${place.name}`
    const known = this.#entries.get(key)
    if (known !== undefined) return known
    const entry: Entry = {
      place,
      good: null,
      refreshAfterMs: this.nextRefreshMs(),
      storeRead: null,
      storedAtMs: 0,
      request: null,
      failure: null,
    }
    this.#entries.set(key, entry)
    return entry
  }

  #readStore(entry: Entry): Promise<void> {
    const { store } = this.#options
    if (store === undefined) return Promise.resolve()
    entry.storeRead ??= readStored(store, this.#storeKey(entry)).then(
      (stored) => {
        entry.good ??= stored
        entry.storedAtMs = stored?.checkedAtMs ?? 0
      },
      (error: unknown) => this.report(toPawlError(error), entry.place),
    )
    return entry.storeRead
  }

  #refresh(entry: Entry): Promise<void> {
    entry.request ??= this.#ask(entry).finally(() => {
      entry.request = null
    })
    this.#options.waitUntil?.(entry.request)
    return entry.request
  }

  async #ask(entry: Entry): Promise<void> {
    const { name, environment } = entry.place
    const path = `/api/environments/${encodeURIComponent(environment)}/prompts/${encodeURIComponent(name)}`
    try {
      const changed = await fetchChanged(this.#connection, path, entry.good?.etag ?? null)
      const checkedAtMs = Date.now()
      if (changed !== null) {
        const deployed = readDeployedPrompt(changed.body)
        entry.good = { deployed, etag: changed.etag, checkedAtMs, source: 'server' }
      } else if (entry.good !== null) {
        entry.good = { ...entry.good, checkedAtMs, source: 'server' }
      }
      entry.failure = null
      entry.refreshAfterMs = this.nextRefreshMs()
      await this.#writeStore(entry, changed !== null)
    } catch (error) {
      this.#noteFailure(entry, toPawlError(error))
    }
  }

  #noteFailure(entry: Entry, error: PawlError): void {
    const count = (entry.failure?.count ?? 0) + 1
    const delayMs = Math.min(longestRetryMs, firstRetryMs * 2 ** (count - 1)) * jitter()
    entry.failure = { error, count, retryAtMs: Date.now() + delayMs }
    this.report(error, entry.place)
  }

  /** Without a change only now and then: some stores charge for writing. */
  async #writeStore(entry: Entry, isChanged: boolean): Promise<void> {
    const { store, waitAfterMs = 60_000 } = this.#options
    const { good } = entry
    if (store === undefined || good === null) return
    if (!isChanged && good.checkedAtMs - entry.storedAtMs < waitAfterMs / 2) return
    entry.storedAtMs = good.checkedAtMs
    await writeStored(store, this.#storeKey(entry), good).catch((error: unknown) =>
      this.report(toPawlError(error), entry.place),
    )
  }

  #storeKey({ place: { name, environment } }: Entry): string {
    const { baseUrl, project = '' } = this.#connection
    return ['pawl.prompt.1', baseUrl, project, environment, name].map(encodeURIComponent).join('/')
  }

  /** Only as long as there is time where something else can be given. */
  async #waitFor(request: Promise<void>, isLimited: boolean): Promise<void> {
    if (!isLimited) return request
    let timer: ReturnType<typeof setTimeout> | undefined
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.#options.waitMs ?? 2000)
    })
    await Promise.race([request, limit])
    clearTimeout(timer)
  }
}

const jitter = (): number => 0.9 + Math.random() * 0.2

const ageOf = ({ good }: Entry): number => (good === null ? Number.POSITIVE_INFINITY : Date.now() - good.checkedAtMs)

function answerOf({ good, failure, place }: Entry, isStale: boolean): KnownPrompt {
  if (good !== null) return { good, isStale }
  const error =
    failure?.error ?? new PawlError(`Pawl did not answer in time for the prompt "${place.name}".`, { code: 'timeout' })
  return { good: null, error }
}

const toPawlError = (error: unknown): PawlError =>
  PawlError.isInstance(error)
    ? error
    : new PawlError(error instanceof Error ? error.message : String(error), { code: 'internal', cause: error })
