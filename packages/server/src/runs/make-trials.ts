import { setMaxListeners } from 'node:events'
import { AppError, type NewTrialOutput, type Row, type TrialOutput, trialOutputSchema } from '@pawl/core'
import { failRun } from './fail-run.ts'
import { leaseTrials } from './lease-trials.ts'
import { renewLease } from './renew-lease.ts'
import type { RunsContext } from './runs-context.ts'
import { expireLeases } from './store/leases.ts'
import type { RunRecord } from './store/run-records.ts'
import { submitResults } from './submit-results.ts'
import { openTarget, type Target } from './targets/index.ts'

const renewEveryMs = 20_000
/** Results wait this long for others, which are stored in the same insert. */
const gatherMs = 400
const maxBatch = 500
/** Trials kept ready for each place: a lease on two busy cores takes as long as some of them. */
const readyPerPlace = 6

/** Names leases of servers, which are over when the only server of an embedded store starts. */
export const serverWorkerPrefix = 'server '

/**
 * Makes the trials of a run that the server makes itself, a bounded number at once, until nothing is left or the signal
 * aborts. What every further trial would meet too stops the run.
 */
export async function makeTrials(context: RunsContext, run: RunRecord, signal: AbortSignal): Promise<void> {
  const own = AbortSignal.any([signal, context.active.signalOf(run)])
  // Each trial under way listens to it, and Node would take more than ten for a leak.
  setMaxListeners(0, own)
  try {
    const target = await openTarget(context, run)
    await new TrialMaker(context, run, { target, signal: own }).run()
  } catch (error) {
    if (own.aborted) return
    if (!AppError.isInstance(error) || error.code === 'store_unavailable' || error.code === 'internal') throw error
    await failRun(context, run, error)
  }
}

/** What a target says and the store cannot take is that trial's error: met as ours, it would be made again for ever. */
export function storable(result: NewTrialOutput): TrialOutput {
  const parsed = trialOutputSchema.safeParse(result)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const message = `What the target gave cannot be kept: ${issue?.path.join('.')}: ${issue?.message}`.slice(0, 2000)
  const { rowId, trial, attempt, startedAt, finishedAt } = result
  const error = { type: 'unusable_output', message }
  return trialOutputSchema.parse({ rowId, trial, attempt, startedAt, finishedAt, output: null, error })
}

interface Held {
  readonly leaseId: string
  readonly row: Row
  readonly leased: Parameters<Target>[0]['leased']
}

class TrialMaker {
  readonly #context: RunsContext
  readonly #run: RunRecord
  readonly #target: Target
  readonly #signal: AbortSignal
  readonly #waiting: Held[] = []
  readonly #done = new Map<string, TrialOutput[]>()
  readonly #openLeases = new Set<string>()
  #leasing: Promise<boolean> | null = null
  #gathering: NodeJS.Timeout | null = null
  readonly #submitting = new Set<Promise<void>>()
  #isAllLeased = false
  #failure: unknown = null

  constructor(context: RunsContext, run: RunRecord, { target, signal }: { target: Target; signal: AbortSignal }) {
    this.#context = context
    this.#run = run
    this.#target = target
    this.#signal = signal
  }

  async run(): Promise<void> {
    const renewal = setInterval(() => void this.#renew(), renewEveryMs)
    try {
      await Promise.all(Array.from({ length: this.#run.concurrency }, () => this.#work()))
      this.#submitAll()
      await Promise.all(this.#submitting)
    } finally {
      clearInterval(renewal)
      // What was not made is free for others, and for the next attempt of this job.
      for (const leaseId of this.#openLeases) {
        await expireLeases(this.#context.control.db, { leaseId }, this.#context.now()).catch(() => undefined)
      }
    }
    if (this.#failure !== null) throw this.#failure
  }

  /** A proof stops as soon as it is decided: nothing is made ahead. */
  get #isProof(): boolean {
    return this.#run.proofId !== null
  }

  async #work(): Promise<void> {
    while (!this.#signal.aborted && this.#failure === null) {
      const held = this.#waiting.shift()
      if (held === undefined) {
        if (!(await this.#leaseMore())) return
        continue
      }
      // The next lease is on its way while this one is worked on.
      const isShort = this.#waiting.length < this.#run.concurrency * readyPerPlace
      if (isShort && !this.#isAllLeased && !this.#isProof) void this.#leaseMore()
      await this.#make(held)
    }
  }

  async #make({ leaseId, row, leased }: Held): Promise<void> {
    const startedAt = this.#context.now().toISOString()
    try {
      const { responseModel: _, ...made } = await this.#target({ leased, row, signal: this.#signal })
      const { rowId, trial, attempt } = leased
      const finishedAt = this.#context.now().toISOString()
      const result: NewTrialOutput = { rowId, trial, attempt, ...made, startedAt, finishedAt }
      this.#keep(leaseId, storable(result))
    } catch (error) {
      if (!this.#signal.aborted) this.#failure ??= error
    }
  }

  #keep(leaseId: string, result: TrialOutput): void {
    const known = this.#done.get(leaseId)
    if (known === undefined) this.#done.set(leaseId, [result])
    else known.push(result)
    this.#gathering ??= setTimeout(() => this.#submitAll(), this.#isProof ? 0 : gatherMs)
  }

  /** Results that come from here on gather anew while these are stored. */
  #submitAll(): void {
    if (this.#gathering !== null) clearTimeout(this.#gathering)
    this.#gathering = null
    const submitting = this.#submitBatches().finally(() => this.#submitting.delete(submitting))
    this.#submitting.add(submitting)
  }

  async #submitBatches(): Promise<void> {
    const batches = [...this.#done]
    this.#done.clear()
    await Promise.all(
      batches.map(async ([leaseId, results]) => {
        try {
          for (let from = 0; from < results.length; from += maxBatch) {
            await this.#submit(leaseId, results.slice(from, from + maxBatch))
          }
        } catch (error) {
          // A lease that was lost is somebody else's now.
          if (AppError.isInstance(error) && error.code === 'conflict') return
          this.#failure ??= error
        }
      }),
    )
  }

  async #submit(leaseId: string, results: readonly TrialOutput[]): Promise<void> {
    const { project, id: runId } = this.#run
    await submitResults(this.#context, { project, runId, leaseId, results })
    if (this.#context.active.leaseOf(leaseId) === undefined) this.#openLeases.delete(leaseId)
  }

  /** One caller leases for all. @returns whether there may be something to do */
  #leaseMore(): Promise<boolean> {
    this.#leasing ??= this.#lease().finally(() => {
      this.#leasing = null
    })
    return this.#leasing
  }

  async #lease(): Promise<boolean> {
    try {
      const { project, id: runId, concurrency } = this.#run
      const worker = `${serverWorkerPrefix}${process.pid}`
      const lease = await leaseTrials(this.#context, {
        project,
        runId,
        worker,
        max: this.#isProof ? concurrency : Math.max(20, concurrency * readyPerPlace * 2),
      })
      if (lease.leaseId === null) {
        // Somebody else holds the rest: the sweep comes back to it when they lose it.
        this.#isAllLeased = true
        return false
      }
      this.#openLeases.add(lease.leaseId)
      const rows = this.#context.active.leaseOf(lease.leaseId)?.rows
      for (const leased of lease.trials) {
        const row = rows?.get(leased.rowId)
        if (row !== undefined) this.#waiting.push({ leaseId: lease.leaseId, row, leased })
      }
      return true
    } catch (error) {
      this.#failure ??= error
      return false
    }
  }

  async #renew(): Promise<void> {
    for (const leaseId of this.#openLeases) {
      await renewLease(this.#context, { project: this.#run.project, runId: this.#run.id, leaseId }).catch(
        (error: unknown) => {
          this.#context.log.warn('a lease could not be renewed', { run: this.#run.id, error })
        },
      )
    }
  }
}
