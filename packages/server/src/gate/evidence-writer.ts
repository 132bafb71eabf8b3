import type { ControlStore } from '../platform/control/index.ts'
import { insertTrials, type NumberedTrial, type StoredTrial, selectTrial } from './store/trials.ts'

/** Trials wait this long for others, which are stored in the same statement: the gate goes on meanwhile. */
const gatherMs = 100

/** Somebody else stored another outcome of this trial first, and that one counts. */
export class OvertakenError extends Error {}

interface Waiting {
  readonly trial: StoredTrial
  readonly resolve: (id: number) => void
  readonly reject: (error: unknown) => void
}

/** Stores evidence row by row as trials end. */
export class EvidenceWriter {
  readonly #control: Pick<ControlStore, 'db'>
  readonly #project: string
  readonly #now: () => Date
  readonly #under = new Set<Promise<unknown>>()
  #waiting: Waiting[] = []
  #timer: NodeJS.Timeout | null = null

  constructor(control: Pick<ControlStore, 'db'>, project: string, now: () => Date) {
    this.#control = control
    this.#project = project
    this.#now = now
  }

  /** @returns its number, once it is stored */
  write(trial: StoredTrial): Promise<number> {
    const written = new Promise<number>((resolve, reject) => {
      this.#waiting.push({ trial, resolve, reject })
    })
    written.catch(() => undefined)
    this.#timer ??= setTimeout(() => this.#begin(), gatherMs)
    return written
  }

  /** Resolves when nothing is left to store; what failed is told to whom it belongs. */
  async flush(): Promise<void> {
    this.#begin()
    await Promise.all(this.#under)
  }

  #begin(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const batch = this.#waiting
    this.#waiting = []
    if (batch.length === 0) return
    const storing = this.#store(batch).finally(() => this.#under.delete(storing))
    this.#under.add(storing)
  }

  async #store(batch: readonly Waiting[]): Promise<void> {
    try {
      const trials = batch.map(({ trial }) => trial)
      const ids = await insertTrials(this.#control.db, { project: this.#project, at: this.#now() }, trials)
      for (const [at, waiting] of batch.entries()) {
        const id = ids[at] ?? null
        if (id !== null) waiting.resolve(id)
        else await this.#settle(waiting)
      }
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }

  async #settle({ trial, resolve, reject }: Waiting): Promise<void> {
    const stored = await selectTrial(this.#control.db, this.#project, trial)
    if (stored !== undefined && isSame(stored, trial)) resolve(stored.id)
    else reject(new OvertakenError(`trial ${trial.trial} of row ${trial.rowId} was made elsewhere`))
  }
}

/** A crash between the insert and its answer makes a trial come twice; another run's is another draw. */
function isSame(stored: NumberedTrial, { runId, attempt, status }: StoredTrial): boolean {
  return stored.runId === runId && stored.attempt === attempt && stored.status === status
}
