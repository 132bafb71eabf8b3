import type { Message, Usage } from '@pawl/core'
import type { ControlStore } from '../../control/index.ts'
import { sha256 } from '../../hash/index.ts'
import type { Logger } from '../../log/index.ts'
import { GroupCommit } from './group-commit.ts'
import {
  type CachedResponse,
  insertResponses,
  type ResponseAddress,
  selectResponses,
  trimResponses,
} from './response-cache.store.ts'

/** What of an answer is the same whenever it is served. */
export interface StoredAnswer {
  readonly message: Message
  readonly finishReason: string
  readonly usage: Usage | null
  readonly responseModel: string | null
  readonly latencyMs: number
  readonly timeToFirstTokenMs: number | null
}

export interface ResponseCacheDeps {
  readonly control: ControlStore
  readonly log: Logger
  readonly now: () => number
  readonly bounds?: Partial<ResponseCacheBounds>
}

interface ResponseCacheBounds {
  readonly maxAgeMs: number
  readonly maxTotalBytes: number
  readonly maxAnswerBytes: number
  readonly trimEveryMs: number
}

const usualBounds: ResponseCacheBounds = {
  maxAgeMs: 30 * 24 * 3_600_000,
  maxTotalBytes: 512 * 1024 ** 2,
  maxAnswerBytes: 1024 ** 2,
  trimEveryMs: 600_000,
}

/**
 * Answers by what was asked. In the control store: an answer must be there the moment after it came, by its key alone,
 * for a run that goes on after a crash; telemetry answers such questions in tens of milliseconds, and only in batches.
 * It is a cache: where it fails, calls are made anew.
 */
export class ResponseCache {
  readonly #deps: ResponseCacheDeps
  readonly #bounds: ResponseCacheBounds
  readonly #reads: GroupCommit<ResponseAddress, string | null>
  readonly #writes: GroupCommit<CachedResponse, null>
  #trimmedAtMs = Number.NEGATIVE_INFINITY
  #trimming: Promise<void> = Promise.resolve()

  constructor(deps: ResponseCacheDeps) {
    this.#deps = deps
    this.#bounds = { ...usualBounds, ...deps.bounds }
    this.#reads = new GroupCommit((addresses) => this.#read(addresses))
    this.#writes = new GroupCommit((responses) => this.#write(responses))
  }

  /** @param keyText what `responseCacheText` says of the call */
  async find(project: string, keyText: string): Promise<StoredAnswer | null> {
    const answer = await this.#reads.add({ project, key: sha256(keyText) }).catch((error: unknown) => {
      this.#deps.log.warn('the cache of model responses could not be read', { error })
      return null
    })
    return answer === null ? null : (JSON.parse(answer) as StoredAnswer)
  }

  /** Resolves when it is stored, or when that failed. */
  async store(project: string, keyText: string, answer: StoredAnswer): Promise<void> {
    const text = JSON.stringify(answer)
    if (Buffer.byteLength(text) > this.#bounds.maxAnswerBytes) return
    try {
      await this.#writes.add({ project, key: sha256(keyText), answer: text })
    } catch (error) {
      this.#deps.log.warn('a model response was not kept in the cache', { error })
    }
    this.#trimNowAndThen()
  }

  /** Resolves when nothing is under way any more. */
  async close(): Promise<void> {
    await this.#trimming
  }

  async #read(addresses: readonly ResponseAddress[]): Promise<(string | null)[]> {
    const rows = await selectResponses(this.#deps.control.db, addresses)
    const byAddress = new Map(rows.map((row) => [addressOf(row), row.answer]))
    return addresses.map((address) => byAddress.get(addressOf(address)) ?? null)
  }

  async #write(responses: readonly CachedResponse[]): Promise<null[]> {
    await insertResponses(this.#deps.control.db, responses, new Date(this.#deps.now()))
    return responses.map(() => null)
  }

  #trimNowAndThen(): void {
    const nowMs = this.#deps.now()
    if (nowMs - this.#trimmedAtMs < this.#bounds.trimEveryMs) return
    this.#trimmedAtMs = nowMs
    const { maxAgeMs, maxTotalBytes } = this.#bounds
    this.#trimming = trimResponses(this.#deps.control.db, {
      olderThan: new Date(nowMs - maxAgeMs),
      maxTotalBytes,
    }).catch((error: unknown) => this.#deps.log.warn('the cache of model responses was not trimmed', { error }))
  }
}

const addressOf = ({ project, key }: ResponseAddress): string => `${project}\n${key}`
