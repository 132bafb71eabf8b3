import type { PawlClient } from '../create-pawl-client.ts'
import { PawlError } from '../pawl-error.ts'
import { PaceMeter } from './pace-meter.ts'
import type {
  LeaseAnswer,
  LeasedTrial,
  ResultsAnswer,
  RowContext,
  RowInput,
  RunProgress,
  RunStatus,
  RunView,
  TrialResult,
} from './run-messages.ts'
import { failureOf, resultOf } from './target-answer.ts'

/** The row that a target is run on. */
export interface TargetRow {
  readonly id: string
  readonly revision: number
  readonly input: RowInput
  readonly context: RowContext
}

export interface TargetTrial {
  readonly runId: string
  /** Counts the repeats of a row from 1. */
  readonly trial: number
  /** Counts the tries to make this trial from 1. */
  readonly attempt: number
  /** Sent along with calls, it makes their spans part of the trial (W3C Trace Context). */
  readonly traceparent: string
  /** Aborted when the run is cancelled or the trial takes too long. */
  readonly signal: AbortSignal
}

/** Returns the output, as text or JSON, or a `TargetAnswer`. What it throws is the trial's error. */
export type TargetFunction = (row: TargetRow, trial: TargetTrial) => unknown

export interface WorkOptions {
  readonly target: TargetFunction
  /** Trials at once; 10 when left out. */
  readonly concurrency?: number | undefined
  /** Of one trial; 300,000 when left out. */
  readonly timeoutMs?: number | undefined
  readonly onProgress?: ((progress: RunProgress) => void) | undefined
  /** Ends the work: what is finished is sent, what is under way is left for a later attempt. */
  readonly signal?: AbortSignal | undefined
}

const maxLease = 500
/** A lease that was done in less than this was too small. */
const shortLeaseMs = 1_000
const maxBatch = 250
const maxBatchBytes = 4_000_000
const gatherMs = 100
/** Results that wait to be stored; past this, targets wait too. */
const maxUnsent = 1_000
const renewEveryMs = 20_000
const callTimeoutMs = 120_000
/** How long a server that does not answer is asked again: it may be starting. */
const patienceMs = 60_000

/**
 * Leases trials of a run, makes them and sends what came out, until nothing is left. Several processes may work on one
 * run at the same time.
 *
 * @throws PawlError when Pawl cannot be reached for a minute, or refuses
 */
export async function workOnRun(client: PawlClient, run: RunView, options: WorkOptions): Promise<RunStatus> {
  return await new RunWorker(client, run, options).work()
}

interface Held {
  readonly leaseId: string
  readonly leased: LeasedTrial
}

class RunWorker {
  readonly #client: PawlClient
  readonly #runId: string
  readonly #options: WorkOptions
  readonly #concurrency: number
  readonly #pace: PaceMeter
  readonly #worker = `sdk ${Math.random().toString(36).slice(2, 10)}`
  readonly #stopping = new AbortController()
  readonly #waiting: Held[] = []
  /** Finished and not stored yet, by lease. */
  readonly #unsent = new Map<string, TrialResult[]>()
  readonly #openTrials = new Map<string, number>()
  #unsentCount = 0
  #leaseSize: number
  #leasedAtMs = 0
  #leasing: Promise<boolean> | null = null
  #sending: Promise<void> | null = null
  #roomWaiters: (() => void)[] = []
  #status: RunStatus
  #failure: unknown

  constructor(client: PawlClient, run: RunView, options: WorkOptions) {
    this.#client = client
    this.#runId = run.id
    this.#status = run.status
    this.#options = options
    this.#concurrency = options.concurrency ?? 10
    this.#leaseSize = Math.min(maxLease, this.#concurrency * 2)
    this.#pace = new PaceMeter(run.progress)
  }

  async work(): Promise<RunStatus> {
    const { signal } = this.#options
    const stop = () => this.#stopping.abort(signal?.reason)
    if (signal?.aborted === true) stop()
    signal?.addEventListener('abort', stop, { once: true })
    const renewal = setInterval(() => void this.#renew(), renewEveryMs)
    try {
      await Promise.all(Array.from({ length: this.#concurrency }, () => this.#workOne()))
      // Who sends already has taken what there is: a second sender would find nothing, again and again.
      while (this.#unsentCount > 0 && this.#failure === undefined) await (this.#sending ?? this.#send())
      await this.#sending
    } finally {
      clearInterval(renewal)
      signal?.removeEventListener('abort', stop)
    }
    if (this.#failure !== undefined) throw this.#failure
    return this.#status
  }

  get #isStopped(): boolean {
    return this.#stopping.signal.aborted || this.#failure !== undefined
  }

  async #workOne(): Promise<void> {
    while (!this.#isStopped) {
      const held = this.#waiting.shift()
      if (held === undefined) {
        if (!(await this.#leaseMore())) return
        continue
      }
      // The next lease is on its way while this one is worked on.
      if (this.#waiting.length < this.#concurrency) void this.#leaseMore()
      await this.#make(held)
      if (this.#unsentCount >= maxUnsent) await new Promise<void>((resolve) => this.#roomWaiters.push(resolve))
    }
  }

  async #make({ leaseId, leased }: Held): Promise<void> {
    const { target, timeoutMs = 300_000 } = this.#options
    const startedAt = new Date()
    const startedMs = performance.now()
    const limit = new AbortController()
    const signal = AbortSignal.any([this.#stopping.signal, limit.signal])
    const timer = setTimeout(() => limit.abort(timeoutOf(timeoutMs)), timeoutMs)
    const { rowId, rowRevision, trial, attempt, traceparent, input, context } = leased
    const times = () => ({ startedAt, finishedAt: new Date(), latencyMs: performance.now() - startedMs })
    try {
      const row = { id: rowId, revision: rowRevision, input, context }
      const made = target(row, { runId: this.#runId, trial, attempt, traceparent, signal })
      const value = isPromise(made) ? await untilAborted(made, signal) : made
      this.#keep(leaseId, resultOf(leased, value, times()))
    } catch (error) {
      // What was under way when the work ended is not an error of the target.
      if (!this.#stopping.signal.aborted) this.#keep(leaseId, failureOf(leased, error, times()))
    } finally {
      clearTimeout(timer)
    }
  }

  #keep(leaseId: string, result: TrialResult): void {
    const known = this.#unsent.get(leaseId)
    if (known === undefined) this.#unsent.set(leaseId, [result])
    else known.push(result)
    this.#unsentCount += 1
    this.#sending ??= this.#sendSoon()
  }

  async #sendSoon(): Promise<void> {
    if (this.#unsentCount < maxBatch) await pause(gatherMs)
    while (this.#unsentCount > 0 && this.#failure === undefined) await this.#send()
    this.#sending = null
    this.#makeRoom()
  }

  /** Sends what waits, leases beside each other. */
  async #send(): Promise<void> {
    const batches = [...this.#unsent].map(([leaseId, results]) => ({ leaseId, results: takeBatch(results) }))
    for (const { leaseId } of batches) if (this.#unsent.get(leaseId)?.length === 0) this.#unsent.delete(leaseId)
    await Promise.all(
      batches.map(async ({ leaseId, results }) => {
        try {
          await this.#sendBatch(leaseId, results)
        } catch (error) {
          this.#failure ??= error
        } finally {
          this.#unsentCount -= results.length
          this.#makeRoom()
        }
      }),
    )
  }

  #makeRoom(): void {
    if (this.#unsentCount >= maxUnsent && this.#failure === undefined) return
    const waiters = this.#roomWaiters
    this.#roomWaiters = []
    for (const resume of waiters) resume()
  }

  async #sendBatch(leaseId: string, results: readonly TrialResult[]): Promise<void> {
    const open = (this.#openTrials.get(leaseId) ?? 0) - results.length
    if (open > 0) this.#openTrials.set(leaseId, open)
    else this.#openTrials.delete(leaseId)
    try {
      const answer = (await this.#patiently('results', { leaseId, results })) as ResultsAnswer
      this.#status = answer.status
      this.#pace.add(answer.trials.map(({ status }) => status))
      this.#options.onProgress?.(this.#pace.progress)
      if (answer.status !== 'running' && answer.status !== 'planned') this.#stopping.abort(overOf(answer.status))
    } catch (error) {
      // The lease was lost: somebody else makes these trials, or they were made.
      if (!isConflict(error)) throw error
      this.#drop(leaseId)
    }
  }

  #drop(leaseId: string): void {
    this.#openTrials.delete(leaseId)
    for (let at = this.#waiting.length - 1; at >= 0; at--) {
      if (this.#waiting[at]?.leaseId === leaseId) this.#waiting.splice(at, 1)
    }
  }

  /** One lease at a time, for all. @returns whether there is, or may be, something to do */
  #leaseMore(): Promise<boolean> {
    this.#leasing ??= this.#lease().finally(() => {
      this.#leasing = null
    })
    return this.#leasing
  }

  async #lease(): Promise<boolean> {
    try {
      const nowMs = performance.now()
      if (this.#leasedAtMs > 0 && nowMs - this.#leasedAtMs < shortLeaseMs) {
        this.#leaseSize = Math.min(maxLease, this.#leaseSize * 2)
      }
      this.#leasedAtMs = nowMs
      const lease = (await this.#patiently('lease', { worker: this.#worker, max: this.#leaseSize })) as LeaseAnswer
      const { leaseId, trials, retryAfterMs } = lease
      this.#status = lease.status
      if (leaseId !== null) {
        this.#openTrials.set(leaseId, trials.length)
        for (const leased of trials) this.#waiting.push({ leaseId, leased })
        return true
      }
      if (lease.status !== 'running' && lease.status !== 'planned') return false
      // Somebody else has the rest, or this worker has not sent it yet.
      await pause(this.#openTrials.size > 0 ? 100 : Math.max(100, retryAfterMs), this.#stopping.signal)
      return true
    } catch (error) {
      if (!this.#stopping.signal.aborted) this.#failure ??= error
      return false
    }
  }

  async #renew(): Promise<void> {
    for (const leaseId of this.#openTrials.keys()) {
      try {
        const body = { leaseId }
        const answer = (await this.#client.call({ method: 'POST', path: this.#path('renew'), body })) as ResultsAnswer
        if (answer.status !== 'running' && answer.status !== 'planned') this.#stopping.abort(overOf(answer.status))
      } catch (error) {
        if (isConflict(error)) this.#drop(leaseId)
      }
    }
  }

  readonly #path = (name: string): string => `/api/runs/${encodeURIComponent(this.#runId)}/${name}`

  /** Asks a server that does not answer again for a while. Both calls may be repeated without harm. */
  async #patiently(name: 'lease' | 'results', body: unknown): Promise<unknown> {
    const untilMs = performance.now() + patienceMs
    for (let delayMs = 250; ; delayMs = Math.min(5_000, delayMs * 2)) {
      try {
        return await this.#client.call({ method: 'POST', path: this.#path(name), body, timeoutMs: callTimeoutMs })
      } catch (error) {
        const mayPass = PawlError.isInstance(error) && (error.code === 'server_unreachable' || error.status === 503)
        if (!mayPass || performance.now() > untilMs) throw error
        await pause(delayMs)
      }
    }
  }
}

/** Takes as many results as one request may have. */
function takeBatch(results: TrialResult[]): TrialResult[] {
  let bytes = 0
  let count = 0
  for (const result of results) {
    bytes += JSON.stringify(result.output)?.length ?? 0
    if (count > 0 && (bytes > maxBatchBytes || count >= maxBatch)) break
    count += 1
  }
  return results.splice(0, count)
}

const isConflict = (error: unknown): boolean => PawlError.isInstance(error) && error.code === 'conflict'

const overOf = (status: RunStatus): Error => new Error(`The run is ${status}.`)

function timeoutOf(timeoutMs: number): Error {
  const error = new Error(`The target gave no answer within ${timeoutMs} ms.`)
  error.name = 'timeout'
  return error
}

const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'

/** A target that does not look at its signal is not waited for. */
function untilAborted(work: PromiseLike<unknown>, signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).then(() => signal.removeEventListener('abort', abort))
    if (signal.aborted) abort()
  })
}

function pause(durationMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, durationMs)
    function done() {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    signal?.addEventListener('abort', done, { once: true })
  })
}
