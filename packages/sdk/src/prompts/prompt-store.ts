import { isRecord } from '../is-record.ts'
import { PawlError } from '../pawl-error.ts'
import type { DeployedPrompt } from './prompt-content.ts'
import { readDeployedPrompt } from './read-deployed-prompt.ts'

/**
 * Keeps the last good prompts beyond this process: a key-value store of an edge platform, the browser's storage, a
 * file. Each project needs its own, or keys with its own prefix.
 */
export interface PromptStore {
  readonly get: (key: string) => Promise<string | null | undefined> | string | null | undefined
  readonly set: (key: string, value: string) => Promise<unknown> | unknown
}

/** A version that the server named, and when it last said that it is still the one. */
export interface GoodPrompt {
  readonly deployed: DeployedPrompt
  readonly etag: string | null
  readonly checkedAtMs: number
  readonly source: 'server' | 'store'
}

/** @throws PawlError `store_failed` when the store fails, or has something else under the key */
export async function readStored(store: PromptStore, key: string): Promise<GoodPrompt | null> {
  const text = await guarded(() => store.get(key))
  if (text === null || text === undefined) return null
  return guarded(() => {
    const stored: unknown = JSON.parse(text)
    if (!isRecord(stored) || typeof stored.checkedAtMs !== 'number') throw new TypeError('not written by this package')
    const etag = typeof stored.etag === 'string' ? stored.etag : null
    // A clock that was ahead when it was written must not keep the prompt from being asked for.
    const checkedAtMs = Math.min(stored.checkedAtMs, Date.now())
    return { deployed: readDeployedPrompt(stored.deployed), etag, checkedAtMs, source: 'store' as const }
  })
}

/** @throws PawlError `store_failed` */
export async function writeStored(
  store: PromptStore,
  key: string,
  { deployed, etag, checkedAtMs }: GoodPrompt,
): Promise<void> {
  await guarded(() => store.set(key, JSON.stringify({ deployed, etag, checkedAtMs })))
}

async function guarded<T>(work: () => Promise<T> | T): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new PawlError(`The store of prompts failed: ${reason}`, { code: 'store_failed', cause })
  }
}
