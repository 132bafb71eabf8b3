import type PgBoss from 'pg-boss'
import type { Logger } from '../log/index.ts'

export interface Job {
  readonly id: string
  readonly name: string
  /** As it was sent; parse it. */
  readonly data: unknown
  /** Aborted when the server stops or the job's time is up. */
  readonly signal: AbortSignal
}

export type JobHandler = (job: Job) => Promise<void>

export interface WorkOptions {
  /** Jobs of this name at once on this server; 1 when left out. */
  readonly concurrency?: number
  /** Until a job that throws counts as failed; 4 when left out. */
  readonly maxAttempts?: number
  /** Before the second attempt; doubles from there. 5 when left out. */
  readonly retryDelaySeconds?: number
  /** Longest time of one attempt; 900 when left out. */
  readonly timeoutSeconds?: number
}

export interface JobWorkerOptions {
  readonly name: string
  readonly handler: JobHandler
  readonly options: WorkOptions
  readonly boss: Pick<PgBoss, 'fetch' | 'complete' | 'fail'>
  readonly log: Logger
}

const stopping = Symbol('stopping')

/** Takes the jobs of one name, a bounded number at once. */
export class JobWorker {
  readonly #options: JobWorkerOptions
  readonly #running = new Map<string, AbortController>()
  readonly #ending = new Set<Promise<void>>()
  #fetching: Promise<void> | null = null
  #wokenMeanwhile = false
  #stopped = false

  constructor(options: JobWorkerOptions) {
    this.#options = options
  }

  /** The jobs that were taken and neither completed nor failed. */
  get unfinished(): readonly { readonly id: string }[] {
    return Array.from(this.#running.keys(), (id) => ({ id }))
  }

  /** Says that there may be a job. */
  wake(): void {
    this.#wokenMeanwhile = true
    if (this.#fetching !== null) return
    this.#fetching = this.#fetchAll().finally(() => {
      this.#fetching = null
      if (this.#wokenMeanwhile && this.#hasRoom) this.wake()
    })
  }

  /** Takes no more jobs, tells the handlers, and resolves when the last one has returned. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#fetching
    for (const controller of this.#running.values()) controller.abort(stopping)
    await Promise.all(this.#ending)
  }

  get #hasRoom(): boolean {
    return !this.#stopped && this.#running.size < (this.#options.options.concurrency ?? 1)
  }

  async #fetchAll(): Promise<void> {
    const { name, boss, options, log } = this.#options
    const { timeoutSeconds = 900 } = options
    try {
      while (this.#hasRoom) {
        this.#wokenMeanwhile = false
        const [job] = await boss.fetch<unknown>(name)
        if (job !== undefined) this.#start(job, timeoutSeconds)
        else if (!this.#wokenMeanwhile) return
      }
    } catch (error) {
      log.warn('a job could not be fetched', { job: name, error })
    }
  }

  #start(job: Pick<Job, 'id' | 'data'>, timeoutSeconds: number): void {
    const controller = new AbortController()
    this.#running.set(job.id, controller)
    const ending = this.#run(job, controller, timeoutSeconds).finally(() => {
      this.#ending.delete(ending)
      this.wake()
    })
    this.#ending.add(ending)
  }

  async #run(
    { id, data }: Pick<Job, 'id' | 'data'>,
    controller: AbortController,
    timeoutSeconds: number,
  ): Promise<void> {
    const { name, handler, boss, log } = this.#options
    const { signal } = controller
    const timer = setTimeout(
      () => controller.abort(new Error(`took longer than ${timeoutSeconds} s`)),
      timeoutSeconds * 1000,
    )
    try {
      const failure = await failureOf(() => untilTimeout(handler({ id, name, data, signal }), signal))
      // Kept among the unfinished ones, which are handed back.
      if (failure !== null && signal.reason === stopping) return
      if (failure === null) await boss.complete(name, id)
      else {
        log.error('a job failed', { job: name, id, error: failure.reason })
        await boss.fail(name, id, describe(failure.reason))
      }
      this.#running.delete(id)
    } catch (error) {
      // Its time runs out in the store, and it is tried again.
      this.#running.delete(id)
      log.error('the end of a job could not be recorded', { job: name, id, error })
    } finally {
      clearTimeout(timer)
    }
  }
}

/** A handler that ignores its signal must not hold its place for ever; one that is told to stop may still finish. */
function untilTimeout(work: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => signal.reason === stopping || reject(signal.reason), { once: true })
    work.then(resolve, reject)
  })
}

async function failureOf(work: () => Promise<void>): Promise<{ readonly reason: unknown } | null> {
  try {
    await work()
    return null
  } catch (reason) {
    return { reason }
  }
}

const describe = (reason: unknown): { message: string } => ({
  message: reason instanceof Error ? reason.message : String(reason),
})
