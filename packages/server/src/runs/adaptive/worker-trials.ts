import { randomUUID } from 'node:crypto'
import { AppError, type Trial } from '@pawl/core'
import { trialKey } from '../active-runs.ts'
import type { RunsContext } from '../runs-context.ts'
import { offerTrials, selectLeasedPlaces } from '../store/leases.ts'
import type { RunRecord } from '../store/run-records.ts'
import { readTrials } from '../store/trials.ts'
import type { AdaptiveTrial, AdaptiveWish } from './adaptive-run.ts'
import { type KnownTrials, Places } from './known-trials.ts'
import type { TrialSource } from './server-trials.ts'

export interface WorkerParts {
  readonly stored: KnownTrials
  readonly onLeased?: () => void
}

/** Results may have come in by another server. */
const lookEveryMs = 5_000

/** Trials that the caller's workers make: offered as leases, and waited for. */
export async function openWorkerTrials(context: RunsContext, run: RunRecord, parts: WorkerParts): Promise<TrialSource> {
  const places = new Places(await context.active.planOf(run))
  const offered = new Set(await selectLeasedPlaces(context.control.db, run.id))
  return new WorkerTrials(context, run, { ...parts, places, offered })
}

interface Waiter {
  readonly wish: AdaptiveWish
  readonly resolve: (trial: AdaptiveTrial) => void
}

class WorkerTrials implements TrialSource {
  readonly #context: RunsContext
  readonly #run: RunRecord
  readonly #stored: KnownTrials
  readonly #places: Places
  /** Places that stand in leases since before a crash. */
  readonly #offered: Set<number>
  readonly #waiters = new Map<string, Waiter>()
  readonly #timer: NodeJS.Timeout
  #looking = false

  constructor(
    context: RunsContext,
    run: RunRecord,
    { stored, places, offered, onLeased }: WorkerParts & { readonly places: Places; readonly offered: Set<number> },
  ) {
    this.#context = context
    this.#run = run
    this.#stored = stored
    this.#places = places
    this.#offered = offered
    context.active.listen(run.id, {
      onLeased: () => onLeased?.(),
      onStored: (trials) => this.#onStored(trials),
    })
    this.#timer = setInterval(() => void this.#look(), lookEveryMs)
  }

  async trial(wish: AdaptiveWish): Promise<AdaptiveTrial> {
    const { rowId, trial, attempt } = wish
    const place = this.#places.of(wish)
    const known = this.#stored.find(wish, place)
    if (known !== undefined) return known
    const signal = AbortSignal.any([wish.signal, this.#context.active.signalOf(this.#run)])
    signal.throwIfAborted()
    const key = nameOf({ rowId, trial })
    const made = new Promise<AdaptiveTrial>((resolve, reject) => {
      this.#waiters.set(key, { wish, resolve })
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
    })
    made.catch(() => undefined)
    if (!this.#offered.delete(place)) {
      const { control, now } = this.#context
      const offer = { leaseId: randomUUID(), place, attempt }
      await offerTrials(control.db, { runId: this.#run.id, now: now() }, [offer])
    }
    return await made.finally(() => this.#waiters.delete(key))
  }

  async flush(): Promise<void> {
    // What workers sent was stored before it came here.
  }

  close(): void {
    clearInterval(this.#timer)
    const { active } = this.#context
    active.forgetListener(this.#run.id)
    active.abort(this.#run.id, new AppError('conflict', 'The gate is over.'))
  }

  #onStored(trials: readonly Trial[]): void {
    for (const trial of trials) {
      const waiter = this.#waiters.get(nameOf(trial))
      if (waiter === undefined || trial.attempt < waiter.wish.attempt) continue
      waiter.resolve({ ...trial, responseModel: null, stored: Promise.resolve() })
    }
  }

  async #look(): Promise<void> {
    if (this.#looking || this.#waiters.size === 0) return
    this.#looking = true
    try {
      const rowIds = [...new Set([...this.#waiters.values()].map(({ wish }) => wish.rowId))]
      const run = { project: this.#run.project, runId: this.#run.id }
      this.#onStored(await readTrials(this.#context.telemetry, run, { rowIds }))
    } catch (error) {
      this.#context.log.warn('results of workers could not be looked for', { run: this.#run.id, error })
    } finally {
      this.#looking = false
    }
  }
}

const nameOf = ({ rowId, trial }: { rowId: string; trial: number }): string => trialKey({ rowId, trial, attempt: 0 })
