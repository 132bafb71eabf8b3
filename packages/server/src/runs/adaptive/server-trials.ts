import { setMaxListeners } from 'node:events'
import { AppError, type Trial } from '@pawl/core'
import { judgeTrial } from '../judge-trial.ts'
import { leasedTrial } from '../lease-trials.ts'
import { storable } from '../make-trials.ts'
import type { RunsContext } from '../runs-context.ts'
import type { RunRecord } from '../store/run-records.ts'
import { insertTrials } from '../store/trials.ts'
import { trialOf } from '../submit-results.ts'
import { openTarget, type Target } from '../targets/index.ts'
import type { AdaptiveTrial, AdaptiveWish } from './adaptive-run.ts'
import { type KnownTrials, Places } from './known-trials.ts'
import { RowReader } from './read-row.ts'

export interface TrialSource {
  trial(wish: AdaptiveWish): Promise<AdaptiveTrial>
  flush(): Promise<void>
  close(): void
}

/** Trials of a target that the server runs. @throws AppError for what stops every trial */
export async function openServerTrials(
  context: RunsContext,
  run: RunRecord,
  stored: KnownTrials,
): Promise<TrialSource> {
  const target = await openTarget(context, run)
  const places = new Places(await context.active.planOf(run))
  return new ServerTrials(context, run, { target, stored, places })
}

/** Trials wait this long for others, which are stored in the same insert: the gate goes on meanwhile. */
const gatherMs = 150

class ServerTrials implements TrialSource {
  readonly #context: RunsContext
  readonly #run: RunRecord
  readonly #target: Target
  readonly #stored: KnownTrials
  readonly #places: Places
  readonly #rows: RowReader
  readonly #ending: AbortSignal
  #batch: { readonly trials: Trial[]; readonly stored: Promise<void> } | null = null
  #storing: Promise<void> = Promise.resolve()

  constructor(
    context: RunsContext,
    run: RunRecord,
    { target, stored, places }: { readonly target: Target; readonly stored: KnownTrials; readonly places: Places },
  ) {
    this.#context = context
    this.#run = run
    this.#target = target
    this.#stored = stored
    this.#places = places
    this.#rows = new RowReader(context, run)
    this.#ending = context.active.signalOf(run)
    setMaxListeners(0, this.#ending)
  }

  async trial(wish: AdaptiveWish): Promise<AdaptiveTrial> {
    const index = this.#places.of(wish)
    const known = this.#stored.find(wish, index)
    if (known !== undefined) return known
    const { rowId, trial, attempt } = wish
    const row = await this.#rows.read(rowId)
    const signal = AbortSignal.any([wish.signal, this.#ending])
    signal.throwIfAborted()
    const rows = new Map([[rowId, row]])
    const leased = leasedTrial(this.#run, { place: index, attempt }, { rowId, trial, rows })
    const startedAt = this.#context.now().toISOString()
    const { responseModel = null, ...made } = await this.#target({ leased, row, signal })
    const finishedAt = this.#context.now().toISOString()
    const result = storable({ rowId, trial, attempt, ...made, startedAt, finishedAt })
    const judged = await judgeTrial(this.#context, this.#run, {
      row,
      trial: trialOf(this.#run, row, { result, index }),
    })
    return { ...judged, responseModel, stored: this.#store(judged) }
  }

  async flush(): Promise<void> {
    await this.#batch?.stored
    await this.#storing
  }

  close(): void {
    this.#context.active.abort(this.#run.id, new AppError('conflict', 'The gate is over.'))
  }

  #store(trial: Trial): Promise<void> {
    if (this.#batch === null) {
      const trials: Trial[] = []
      const stored = new Promise((resolve) => setTimeout(resolve, gatherMs)).then(() => this.#storeBatch(trials))
      // Whoever waits for it hears of it; nobody may be waiting yet.
      stored.catch(() => undefined)
      this.#batch = { trials, stored }
    }
    this.#batch.trials.push(trial)
    return this.#batch.stored
  }

  async #storeBatch(trials: readonly Trial[]): Promise<void> {
    this.#batch = null
    const { telemetry, now } = this.#context
    const storing = insertTrials(telemetry, this.#run.project, { trials, nowMs: now().getTime() })
    this.#storing = Promise.all([this.#storing, storing]).then(() => undefined)
    this.#storing.catch(() => undefined)
    await storing
  }
}
