import { createHash } from 'node:crypto'
import { AppError, type DeployedPrompt } from '@pawl/core'
import { type DeployedKey, findDeployedPrompt } from './find-deployed-prompt.ts'
import type { PromptsDeps } from './prompts-deps.ts'

/** What an application is sent. */
export interface DeployedAnswer {
  /** Strong (RFC 9110, 8.8.3): of the body's bytes, which name content and deployment. */
  readonly etag: string
  readonly body: string
}

/**
 * Younger than this, an answer is given without a look at the store: looks take the processor from other callers. At
 * 500 requests a second beside ingest, one each second made the slowest of a hundred answers take half as long again.
 */
const freshForMs = 3000
/** Older than this, it waits for the store; between the two it is given at once, and read again for the next one. */
const usableForMs = 4000
/** Names are the callers' to choose: what was asked for longest ago is dropped. */
const mostEntries = 10_000

type Outcome = DeployedAnswer | AppError

interface Entry {
  known: { readonly outcome: Outcome; readonly readAtMs: number } | null
  reading: Promise<Outcome> | null
}

/**
 * What is current in environments, in memory and as it is sent. Never behind a deployment by this process; at most
 * five seconds behind one by another, a second of them for reading.
 */
export class DeployedPrompts {
  readonly #deps: Pick<PromptsDeps, 'control' | 'now'>
  readonly #entries = new Map<string, Entry>()

  constructor(deps: Pick<PromptsDeps, 'control' | 'now'>) {
    this.#deps = deps
  }

  /**
   * @throws AppError `not_found` that says what there is and how it is deployed; `store_unavailable`, also while an old
   * answer is known: it may be one that was rolled back
   */
  async get(key: DeployedKey): Promise<DeployedAnswer> {
    const entry = this.#entryOf(key)
    const ageMs = entry.known === null ? Infinity : this.#deps.now().getTime() - entry.known.readAtMs
    if (entry.known !== null && ageMs < usableForMs) {
      // Its failure is met by whoever has to wait.
      if (ageMs >= freshForMs) this.#read(entry, key).catch(() => undefined)
      return answered(entry.known.outcome)
    }
    return answered(await this.#read(entry, key))
  }

  /** To be called once a change of what is current there was committed. Reads that are under way are not kept. */
  forget({ project, environment }: Omit<DeployedKey, 'prompt'>): void {
    const prefix = keyText({ project, environment, prompt: '' })
    for (const text of this.#entries.keys()) if (text.startsWith(prefix)) this.#entries.delete(text)
  }

  #entryOf(key: DeployedKey): Entry {
    const text = keyText(key)
    const known = this.#entries.get(text)
    if (known !== undefined) return known
    if (this.#entries.size >= mostEntries) {
      const [oldest] = this.#entries.keys()
      if (oldest !== undefined) this.#entries.delete(oldest)
    }
    const entry: Entry = { known: null, reading: null }
    this.#entries.set(text, entry)
    return entry
  }

  #read(entry: Entry, key: DeployedKey): Promise<Outcome> {
    entry.reading ??= this.#readNow(entry, key)
    return entry.reading
  }

  async #readNow(entry: Entry, key: DeployedKey): Promise<Outcome> {
    const readAtMs = this.#deps.now().getTime()
    try {
      const outcome = await outcomeOf(findDeployedPrompt(this.#deps.control.db, key))
      entry.known = { outcome, readAtMs }
      return outcome
    } finally {
      entry.reading = null
    }
  }
}

/** No part can hold the separator: names have no control characters. */
const keyText = ({ project, environment, prompt }: DeployedKey): string => `${project}\n${environment}\n${prompt}`

async function outcomeOf(deployed: Promise<DeployedPrompt>): Promise<Outcome> {
  try {
    const body = JSON.stringify(await deployed)
    return { body, etag: `"${createHash('sha256').update(body).digest('base64url')}"` }
  } catch (error) {
    if (AppError.isInstance(error) && error.code === 'not_found') return error
    throw error
  }
}

function answered(outcome: Outcome): DeployedAnswer {
  if (AppError.isInstance(outcome)) throw outcome
  return outcome
}
