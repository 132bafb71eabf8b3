import type { ControlStore } from '../platform/control/index.ts'
import type { Logger } from '../platform/log/index.ts'
import {
  anyKeyExists,
  type LiveKey,
  markKeysUsed,
  selectLiveKeys,
  selectSessions,
  type WebSession,
} from './access.store.ts'
import { FreshValue } from './fresh-value.ts'

/** What a request is compared with: in memory, so that no request waits for the database. */
export interface Keyring {
  /** Whether any key was ever made. From then on everybody needs one. */
  readonly keysExist: boolean
  readonly keysByHash: ReadonlyMap<string, LiveKey>
  readonly keysById: ReadonlyMap<string, LiveKey>
  readonly sessionsByHash: ReadonlyMap<string, WebSession>
}

const writeUsesEveryMs = 60_000

/** Holds the keyring, and writes down now and then which keys were used. */
export class KeyringHolder {
  readonly #control: ControlStore
  readonly #now: () => Date
  readonly #log: Logger
  readonly #keyring: FreshValue<Keyring>
  #uses = new Map<string, Date>()
  #usesWrittenAtMs = 0

  constructor({ control, now, log }: { control: ControlStore; now: () => Date; log: Logger }) {
    this.#control = control
    this.#now = now
    this.#log = log
    this.#keyring = new FreshValue(() => this.#read(), now)
  }

  /** At most five seconds behind what another server changed; never behind a change of this one. */
  current(): Promise<Keyring> {
    return this.#keyring.get()
  }

  /** To be called after every change of keys or sessions. */
  invalidate(): void {
    this.#keyring.invalidate()
  }

  noteUse(keyId: string): void {
    this.#uses.set(keyId, this.#now())
  }

  /** Writes what `noteUse` heard. When that fails it is only logged: nothing depends on it. */
  async writeUses(): Promise<void> {
    const uses = this.#uses
    if (uses.size === 0) return
    this.#uses = new Map()
    try {
      await markKeysUsed(this.#control.db, uses)
    } catch (error) {
      this.#log.warn('the last use of keys was not written', { error })
    }
  }

  async #read(): Promise<Keyring> {
    const { db } = this.#control
    const nowMs = this.#now().getTime()
    if (nowMs - this.#usesWrittenAtMs > writeUsesEveryMs) {
      this.#usesWrittenAtMs = nowMs
      await this.writeUses()
    }
    const keys = await selectLiveKeys(db)
    const sessions = await selectSessions(db, this.#now())
    return {
      keysExist: keys.length > 0 || (await anyKeyExists(db)),
      keysByHash: new Map(keys.map((key) => [key.keyHash, key])),
      keysById: new Map(keys.map((key) => [key.id, key])),
      sessionsByHash: new Map(sessions.map((session) => [session.idHash, session])),
    }
  }
}
