import { randomUUID } from 'node:crypto'
import { AppError, type DatasetJob, type RecordProblem } from '@pawl/core'
import type { ControlStore } from '../platform/control/index.ts'
import type { Logger } from '../platform/log/index.ts'
import { settlesWithin } from '../platform/pause/index.ts'
import { insertJob, type JobReport, markCancelled, selectJob, updateJob } from './store/jobs.ts'

export type WorkReport = JobReport

export interface JobWork {
  readonly project: string
  readonly dataset: { readonly id: string; readonly name: string }
  readonly kind: DatasetJob['kind']
  readonly unit: DatasetJob['progress']['unit']
  readonly total: number | null
  readonly person: string
  /** Counts into `report`, and stops when the signal is aborted. */
  readonly run: (report: WorkReport, signal: AbortSignal) => Promise<void>
}

const heartbeatMs = 1000
/** Without a heartbeat for so long, the server that did the job has gone. */
const silenceMs = 15_000
const mostProblems = 1000
/** Jobs at once in this process: each holds a part of a file and writes in parts. */
const mostJobs = 4

/**
 * Long work on datasets in this process. Its state is in the store, so that every server can tell it. Work that ends
 * with its server is not taken up again: what was made is there, and doing it again leaves that out.
 */
export class DatasetJobs {
  readonly #control: ControlStore
  readonly #log: Logger
  readonly #now: () => Date
  readonly #running = new Map<string, { readonly controller: AbortController; readonly ending: Promise<void> }>()

  constructor({
    control,
    log,
    now,
  }: { readonly control: ControlStore; readonly log: Logger; readonly now: () => Date }) {
    this.#control = control
    this.#log = log
    this.#now = now
  }

  /** @throws AppError `too_many_requests` */
  assertRoom(): void {
    if (this.#running.size < mostJobs) return
    throw new AppError('too_many_requests', `${mostJobs} imports are running already.`, { retryAfterS: 5 })
  }

  /** @returns the id of the job, which runs from now on */
  async start(work: JobWork): Promise<string> {
    this.assertRoom()
    const id = randomUUID()
    const report: WorkReport = {
      progress: { done: 0, total: work.total, unit: work.unit },
      ...{ read: 0, added: 0, merged: 0, skipped: 0, nearDuplicates: 0, problemCount: 0, problems: [] },
    }
    const { project, dataset, kind, person } = work
    const startedAt = this.#now().toISOString()
    await insertJob(this.#control.db, { id, project, datasetId: dataset.id, kind, report, person, startedAt })
    const controller = new AbortController()
    const ending = this.#run(id, work, { report, controller }).finally(() => this.#running.delete(id))
    this.#running.set(id, { controller, ending })
    return id
  }

  /** As it stands, or, when it runs here, as it ends or stands after so many milliseconds. @throws AppError `not_found` */
  async get(project: string, id: string, waitMs = 0): Promise<DatasetJob> {
    const running = this.#running.get(id)
    if (waitMs > 0 && running !== undefined) await settlesWithin(running.ending, waitMs)
    const found = await selectJob(this.#control.db, project, id)
    if (found === undefined) throw new AppError('not_found', `There is no job ${JSON.stringify(id)}.`)
    const { heartbeatAt, ...job } = found
    const isSilent = this.#now().getTime() - heartbeatAt.getTime() > silenceMs
    return job.state === 'running' && !this.#running.has(id) && isSilent ? { ...job, state: 'interrupted' } : job
  }

  /** What was made stays. @throws AppError `not_found` */
  async cancel(project: string, id: string): Promise<DatasetJob> {
    const job = await this.get(project, id)
    if (job.state !== 'running') return job
    await markCancelled(this.#control.db, id)
    this.#running.get(id)?.controller.abort(cancelled)
    return await this.get(project, id, 5000)
  }

  /** Stops what runs, and resolves when it has. */
  async close(): Promise<void> {
    const running = [...this.#running.values()]
    for (const { controller } of running) controller.abort(closing)
    await Promise.all(running.map(({ ending }) => ending))
  }

  async #run(
    id: string,
    work: JobWork,
    { report, controller }: { readonly report: WorkReport; readonly controller: AbortController },
  ): Promise<void> {
    const { db } = this.#control
    const beat = async (): Promise<void> => {
      const isCancelled = await updateJob(db, { id, state: 'running', error: null, report, at: this.#now() })
      if (isCancelled) controller.abort(cancelled)
    }
    const timer = setInterval(() => {
      beat().catch((error: unknown) => this.#log.warn('the state of a job was not stored', { id, error }))
    }, heartbeatMs)
    try {
      const { state, error } = await this.#outcomeOf(work, report, controller.signal)
      clearInterval(timer)
      await updateJob(db, { id, state, error, report, at: this.#now() })
    } catch (error) {
      this.#log.error('the end of a job was not stored', { id, error })
    } finally {
      clearInterval(timer)
    }
  }

  async #outcomeOf(
    work: JobWork,
    report: WorkReport,
    signal: AbortSignal,
  ): Promise<{ readonly state: DatasetJob['state']; readonly error: string | null }> {
    try {
      await work.run(report, signal)
      signal.throwIfAborted()
      return { state: 'done', error: null }
    } catch (error) {
      if (signal.aborted) return { state: signal.reason === cancelled ? 'cancelled' : 'interrupted', error: null }
      if (AppError.isInstance(error) && error.code !== 'internal') {
        return { state: 'failed', error: [error.message, error.fix].filter((text) => text !== undefined).join(' ') }
      }
      this.#log.error('a job failed', { kind: work.kind, error })
      return { state: 'failed', error: 'Something went wrong in the server; its log says more.' }
    }
  }
}

const cancelled = Symbol('cancelled')
const closing = Symbol('closing')

export function countProblem(report: WorkReport, problem: RecordProblem): void {
  report.problemCount += 1
  if (report.problems.length < mostProblems) report.problems.push(problem)
}
