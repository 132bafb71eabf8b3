import { setTimeout as sleep } from 'node:timers/promises'
import { CompiledQuery } from 'kysely'
import PgBoss from 'pg-boss'
import { type ControlStore, type ControlTransaction, isDeadlock } from '../control/index.ts'
import type { Logger } from '../log/index.ts'
import { settlesWithin } from '../pause/index.ts'
import type { Servers } from '../servers/index.ts'
import { type Job, type JobHandler, JobWorker, type WorkOptions } from './job-worker.ts'

/** A job reaches its handler at least once; a handler is written so that a second time does no harm. */
export interface JobQueue {
  /** Declares who does the jobs of a name, and takes them from now on. */
  work(name: string, handler: JobHandler, options?: WorkOptions): Promise<void>
  /**
   * Adds a job to a name that has been declared, by this or another server.
   *
   * @returns its id
   */
  send(name: string, data: JobData, options?: SendOptions): Promise<string>
  /**
   * Runs `handler` every so many seconds (1 to 43,200): once over all servers, never twice at the same time on one, and
   * without piling up when it takes longer.
   */
  schedule(name: string, everySeconds: number, handler: JobHandler): Promise<void>
  /** Jobs that wait or run, by name. */
  counts(): Promise<readonly JobCount[]>
  /** Tells running handlers to stop, waits for them a while and hands back what they did not finish. */
  stop(graceMs?: number): Promise<void>
}

export interface JobCount {
  readonly name: string
  readonly state: 'waiting' | 'running'
  readonly count: number
}

export type AroundJob = (name: string, attempt: () => Promise<void>) => Promise<void>

export type JobData = Readonly<Record<string, unknown>>

export interface SendOptions {
  /** Not before so many seconds have passed. */
  readonly delaySeconds?: number
  /** The job exists when, and only when, the transaction commits. */
  readonly within?: ControlTransaction
}

export interface QueueOptions {
  readonly log: Logger
  /** Whether this process does jobs; one that does not declares them all the same, so that it can send them to those that do. */
  readonly takesJobs?: boolean
  /** How often it looks for jobs that it was not told of; two seconds, unless a test is in a hurry or has time. */
  readonly pollMs?: number
  /** Goes round each attempt of a job, to measure it. */
  readonly around?: AroundJob
  /** The processes that work on the same queue; the jobs of one that is gone are handed to the others. */
  readonly servers?: Servers
}

const schema = 'pgboss'
// Jobs sent by this server start at once; the poll finds retries, delayed jobs and those of other servers.
const usualPollMs = 2000
const defaultGraceMs = 10_000
const longestPeriodSeconds = 43_200
/** Whoever took a job has told the others of it by then. */
const toldAfterSeconds = 20

/** Opens the queue in the control store. The store stays open when the queue stops. */
export async function openQueue(
  store: ControlStore,
  { log, takesJobs = true, pollMs = usualPollMs, around, servers }: QueueOptions,
): Promise<JobQueue> {
  // pg-boss is used for its tables and transitions; polling and timers are ours: its own workers leave promises
  // unwatched, so that a store that fails for a moment would end the process.
  const boss = new PgBoss({ schema, db: sqlOf(store), schedule: false, supervise: takesJobs })
  boss.on('error', (error) => log.error('the job queue failed', { error }))
  await boss.start()
  const queue = new PgBossQueue({ store, boss, log, takesJobs, around, known: await readSettings(store) })
  // Only one process is ever on an embedded store: what is active was cut off when the last one ended.
  if (store.engine === 'pglite') await handBack(store, await activeJobIds(store))
  if (takesJobs) queue.startPolling(pollMs)
  if (takesJobs && servers !== undefined) queue.shareWith(servers)
  return queue
}

class PgBossQueue implements JobQueue {
  readonly #store: ControlStore
  readonly #boss: PgBoss
  readonly #log: Logger
  readonly #takesJobs: boolean
  readonly #around: AroundJob | undefined
  readonly #workers = new Map<string, JobWorker>()
  readonly #known: ReadonlyMap<string, string>
  readonly #timers: NodeJS.Timeout[] = []
  #polling = false
  #isStopped = false

  constructor({ store, boss, log, takesJobs, around, known }: QueueParts) {
    this.#store = store
    this.#boss = boss
    this.#log = log
    this.#takesJobs = takesJobs
    this.#around = around
    this.#known = known
  }

  async work(name: string, handler: JobHandler, options: WorkOptions = {}): Promise<void> {
    await this.#addWorker({ name, handler, options, policy: 'standard' })
  }

  async send(name: string, data: JobData, { delaySeconds = 0, within }: SendOptions = {}): Promise<string> {
    const id = await this.#boss.send(name, data, {
      ...(delaySeconds > 0 ? { startAfter: delaySeconds } : {}),
      ...(within === undefined ? {} : { db: sqlOf(within) }),
    })
    if (id === null) throw new Error(`no handler was ever declared for jobs named ${name}`)
    const wake = () => this.#workers.get(name)?.wake()
    if (delaySeconds === 0 && within === undefined) wake()
    // Before it has committed there is nothing to be found.
    else if (delaySeconds === 0) this.#store.afterCommit(wake)
    return id
  }

  async schedule(name: string, everySeconds: number, handler: JobHandler): Promise<void> {
    if (!(everySeconds >= 1 && everySeconds <= longestPeriodSeconds)) {
      throw new RangeError(`a period has 1 to ${longestPeriodSeconds} seconds, got ${everySeconds}`)
    }
    // "short" keeps at most one job waiting.
    const worker = await this.#addWorker({ name, handler, options: { maxAttempts: 1 }, policy: 'short' })
    if (worker === null) return
    const periodMs = everySeconds * 1000
    const add = async (): Promise<void> => {
      try {
        // One job per period over all servers: the database counts the periods.
        const id = await this.#boss.send(name, {}, { singletonSeconds: everySeconds })
        if (id !== null) worker.wake()
      } catch (error) {
        this.#log.warn('a scheduled job was not added', { job: name, error })
      }
    }
    await add()
    // From the middle of one period to the middle of the next, so that clocks may differ by half a period.
    const untilMiddleMs = (periodMs * 1.5 - (Date.now() % periodMs)) % periodMs
    const first = setTimeout(() => {
      void add()
      this.#timers.push(setInterval(() => void add(), periodMs))
    }, untilMiddleMs)
    this.#timers.push(first)
  }

  startPolling(pollMs: number): void {
    this.#timers.push(setInterval(() => void this.#poll(), pollMs))
  }

  async counts(): Promise<readonly JobCount[]> {
    const { rows } = await this.#store.executeSql(
      `select name, case when state = 'active' then 'running' else 'waiting' end as state, count(*)::int as count
       from ${schema}.job where state in ('created', 'retry', 'active') group by 1, 2`,
    )
    return rows.map(({ name, state, count }) => ({
      name: String(name),
      state: state === 'running' ? 'running' : 'waiting',
      count: Number(count),
    }))
  }

  /** Tells the others what it works on, and takes up what nobody works on any more. */
  shareWith(servers: Servers): void {
    servers.reportJobs(() => [...this.#workers.values()].flatMap(({ unfinished }) => unfinished.map(({ id }) => id)))
    servers.onLook((jobs) => {
      if (!servers.isFirst || this.#isStopped) return
      handBackLost(this.#store, jobs).catch((error: unknown) => {
        this.#log.warn('lost jobs could not be handed back', { error })
      })
    })
  }

  async stop(graceMs = defaultGraceMs): Promise<void> {
    this.#isStopped = true
    for (const timer of this.#timers) clearInterval(timer)
    const workers = [...this.#workers.values()]
    await settlesWithin(Promise.all(workers.map((worker) => worker.stop())), graceMs)
    await handBack(
      this.#store,
      workers.flatMap((worker) => worker.unfinished),
    )
    await this.#boss.stop({ graceful: false, close: false })
  }

  /** Null where this process does no jobs. */
  async #addWorker({ name, handler, options, policy }: NewWorker): Promise<JobWorker | null> {
    if (this.#workers.has(name)) throw new Error(`jobs named ${name} have a handler already`)
    const { maxAttempts = 4, retryDelaySeconds = 5, timeoutSeconds = 900 } = options
    const settings: QueueSettings = {
      policy,
      retryLimit: maxAttempts - 1,
      retryDelay: retryDelaySeconds,
      retryBackoff: true,
      expireInSeconds: timeoutSeconds,
    }
    if (this.#known.get(name) !== JSON.stringify(settings)) {
      await this.#declare(name, settings)
    }
    if (!this.#takesJobs) return null
    const worker = new JobWorker({
      name,
      handler: this.#measured(name, handler),
      options,
      boss: this.#boss,
      log: this.#log,
    })
    this.#workers.set(name, worker)
    worker.wake()
    return worker
  }

  #measured(name: string, handler: JobHandler): JobHandler {
    const around = this.#around
    return around === undefined ? handler : (job) => around(name, () => handler(job))
  }

  /** Making a queue attaches a partition: two servers, or one that works meanwhile, may wait for each other. */
  async #declare(name: string, settings: QueueSettings, triesLeft = 10): Promise<void> {
    try {
      await this.#boss.createQueue(name, { name, ...settings })
      // One that exists keeps its old settings otherwise.
      await this.#boss.updateQueue(name, { name, ...settings })
    } catch (error) {
      if (!isDeadlock(error) || triesLeft === 0) throw error
      await sleep(50)
      await this.#declare(name, settings, triesLeft - 1)
    }
  }

  /** One statement for all names, however many there are. */
  async #poll(): Promise<void> {
    if (this.#polling || this.#workers.size === 0) return
    this.#polling = true
    try {
      const { rows } = await this.#store.executeSql(
        `select distinct name from ${schema}.job where name = any($1::text[]) and state < 'active' and start_after < now()`,
        [[...this.#workers.keys()]],
      )
      for (const { name } of rows) this.#workers.get(String(name))?.wake()
    } catch (error) {
      this.#log.warn('the job queue could not be read', { error })
    } finally {
      this.#polling = false
    }
  }
}

interface QueueParts {
  readonly store: ControlStore
  readonly boss: PgBoss
  readonly log: Logger
  readonly takesJobs: boolean
  readonly around: AroundJob | undefined
  /** The settings of the queues that exist, as JSON: at a warm start none has to be written. */
  readonly known: ReadonlyMap<string, string>
}

interface QueueSettings {
  readonly policy: 'standard' | 'short'
  readonly retryLimit: number
  readonly retryDelay: number
  readonly retryBackoff: boolean
  readonly expireInSeconds: number
}

async function readSettings(store: ControlStore): Promise<ReadonlyMap<string, string>> {
  const { rows } = await store.executeSql(`select name, json_build_object('policy', policy, 'retryLimit', retry_limit,
    'retryDelay', retry_delay, 'retryBackoff', retry_backoff, 'expireInSeconds', expire_seconds) as settings
    from ${schema}.queue`)
  return new Map(rows.map(({ name, settings }) => [String(name), JSON.stringify(settings)]))
}

interface NewWorker {
  readonly name: string
  readonly handler: JobHandler
  readonly options: WorkOptions
  readonly policy: QueueSettings['policy']
}

/** Makes jobs wait again without counting the attempt that was cut off. */
async function handBack(store: ControlStore, jobs: readonly Pick<Job, 'id'>[]): Promise<void> {
  if (jobs.length === 0) return
  // pg-boss counts an attempt when a job that has a start time is fetched.
  await store.executeSql(
    `update ${schema}.job set state = 'retry', started_on = null, start_after = now() where id = any($1::uuid[]) and state = 'active'`,
    [jobs.map(({ id }) => id)],
  )
}

/** Of those that are under way the ones that no living process works on. */
async function handBackLost(store: ControlStore, held: ReadonlySet<string>): Promise<void> {
  const { rows } = await store.executeSql(
    `select id from ${schema}.job where state = 'active' and started_on < now() - make_interval(secs => $1)
      and not id = any($2::uuid[])`,
    [toldAfterSeconds, [...held]],
  )
  await handBack(
    store,
    rows.map(({ id }) => ({ id: String(id) })),
  )
}

async function activeJobIds(store: ControlStore): Promise<{ id: string }[]> {
  const { rows } = await store.executeSql(`select id from ${schema}.job where state = 'active'`)
  return rows.map(({ id }) => ({ id: String(id) }))
}

/** The door that pg-boss asks for, onto the whole store or one transaction of it. */
const sqlOf = (store: ControlStore | ControlTransaction): PgBoss.Db => ({
  async executeSql(text, values: readonly unknown[] = []) {
    if ('executeSql' in store) return { rows: [...(await store.executeSql(text, values)).rows] }
    return { rows: (await store.executeQuery<Record<string, unknown>>(CompiledQuery.raw(text, [...values]))).rows }
  },
})
