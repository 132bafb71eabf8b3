import type { StoredTrial } from './store/trials.ts'
import type { Stream } from './streams.ts'

/** A trial that was made, and its number in the store, once it has one. */
export interface PooledTrial {
  readonly trial: StoredTrial
  readonly id: Promise<number>
}

export interface PoolKey {
  readonly project: string
  readonly stream: Stream
  readonly trial: number
}

interface TargetTrials {
  users: number
  readonly trials: Map<string, Promise<PooledTrial>>
}

/**
 * The trials that gates of this process have under way or made since they began. Several gates may ask for the same one: a
 * release that is tested for two environments. It is made once, and both see it.
 */
export class TrialPool {
  readonly #targets = new Map<string, TargetTrials>()

  /** Keeps what is made of these versions until it is released. */
  use(project: string, targets: readonly string[]): { release(): void } {
    const names = targets.map((target) => JSON.stringify([project, target]))
    for (const name of names) {
      const known = this.#targets.get(name)
      if (known === undefined) this.#targets.set(name, { users: 1, trials: new Map() })
      else known.users++
    }
    return { release: () => this.#release(names) }
  }

  /** The trial, made by `make` unless somebody makes it already. A maker who gave up is followed by the next one. */
  async once({ project, stream, trial }: PoolKey, make: () => Promise<PooledTrial>): Promise<PooledTrial> {
    const { target, use, rowId, test } = stream
    const trials = this.#targets.get(JSON.stringify([project, target]))?.trials
    if (trials === undefined) return await make()
    const key = JSON.stringify([use, rowId, test, trial])
    for (let known = trials.get(key); known !== undefined; known = trials.get(key)) {
      const made = await known.catch(() => undefined)
      // An attempt without an outcome says nothing to another gate.
      if (made !== undefined && hasOutcome(made)) return made
    }
    const making = make()
    trials.set(key, making)
    const forget = () => {
      if (trials.get(key) === making) trials.delete(key)
    }
    making.then((made) => !hasOutcome(made) && forget(), forget)
    return await making
  }

  #release(names: readonly string[]): void {
    for (const name of names) {
      const known = this.#targets.get(name)
      if (known === undefined) continue
      known.users--
      if (known.users === 0) this.#targets.delete(name)
    }
  }
}

const hasOutcome = ({ trial: { status } }: PooledTrial): boolean => status === 'pass' || status === 'fail'
