import { randomUUID } from 'node:crypto'
import type { ControlStore } from '../control/index.ts'
import type { Logger } from '../log/index.ts'
import { insertServer, leaveServers, selectServers, updateServer } from './servers.store.ts'

/** The processes that share both stores, as this one knows them. */
export interface Servers {
  /** Tells what this process writes from what others do: 0 to 999. */
  readonly slot: number
  /** Whether others write to the stores, did so lately, or may without its being known here. */
  readonly hasOthers: boolean
  /** Whether it is this process that does what one of all should do. For a moment there may be none, or two. */
  readonly isFirst: boolean
  /** Whose ids this process tells the others that it works on. */
  reportJobs(jobs: () => readonly string[]): void
  /** Called each time the others were looked at, with the jobs that living processes work on. */
  onLook(listener: (jobs: ReadonlySet<string>) => void): void
  close(): Promise<void>
}

const usualLookMs = 5_000
/** A process whose looks fail this long must not believe what it knows. */
const believedForMs = 15_000
/** What a process wrote just before it ended is in order by then. */
const othersForMs = 120_000

export interface ServersOptions {
  readonly log: Logger
  readonly takesJobs: boolean
  /** How often the others are looked at; five seconds, unless a test is in a hurry. */
  readonly lookEveryMs?: number
}

/** Makes this process known to the others. On an embedded store there are none. */
export async function openServers(control: ControlStore, options: ServersOptions): Promise<Servers> {
  if (control.engine === 'pglite') return alone
  const servers = new KnownServers(control, options)
  await servers.join()
  return servers
}

const alone: Servers = {
  slot: 0,
  hasOthers: false,
  isFirst: true,
  reportJobs: () => undefined,
  onLook: () => undefined,
  close: async () => undefined,
}

class KnownServers implements Servers {
  readonly #control: ControlStore
  readonly #log: Logger
  readonly #takesJobs: boolean
  readonly #lookEveryMs: number
  #id = ''
  #slot = 0
  #isFirst = false
  #lookedMs = 0
  #othersUntilMs = 0
  #jobs: () => readonly string[] = () => []
  readonly #listeners: ((jobs: ReadonlySet<string>) => void)[] = []
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> | null = null

  constructor(control: ControlStore, { log, takesJobs, lookEveryMs = usualLookMs }: ServersOptions) {
    this.#control = control
    this.#log = log
    this.#takesJobs = takesJobs
    this.#lookEveryMs = lookEveryMs
  }

  get slot(): number {
    return this.#slot
  }

  get hasOthers(): boolean {
    return !this.#isSure || performance.now() < this.#othersUntilMs
  }

  get isFirst(): boolean {
    return this.#isSure && this.#isFirst
  }

  get #isSure(): boolean {
    return performance.now() - this.#lookedMs < believedForMs
  }

  reportJobs(jobs: () => readonly string[]): void {
    this.#jobs = jobs
  }

  onLook(listener: (jobs: ReadonlySet<string>) => void): void {
    this.#listeners.push(listener)
  }

  async join(): Promise<void> {
    await this.#enter()
    await this.#look()
    this.#timer = setInterval(() => {
      this.#looking ??= this.#lookAgain().finally(() => {
        this.#looking = null
      })
    }, this.#lookEveryMs)
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.#looking
    await leaveServers(this.#control, this.#id).catch(() => undefined)
  }

  async #enter(): Promise<void> {
    this.#id = randomUUID()
    this.#slot = await insertServer(this.#control, { id: this.#id, takesJobs: this.#takesJobs })
  }

  async #lookAgain(): Promise<void> {
    try {
      const isKnown = await updateServer(this.#control, { id: this.#id, jobs: this.#jobs() })
      // Away for so long that the others have forgotten it.
      if (!isKnown) await this.#enter()
      await this.#look()
    } catch (error) {
      this.#log.warn('the other servers could not be looked at', { error })
    }
  }

  async #look(): Promise<void> {
    const living = await selectServers(this.#control)
    const nowMs = performance.now()
    this.#lookedMs = nowMs
    this.#isFirst = living.find(({ takesJobs }) => takesJobs)?.id === this.#id
    if (living.some(({ id }) => id !== this.#id)) this.#othersUntilMs = nowMs + othersForMs
    const jobs = new Set(living.flatMap((server) => server.jobs))
    for (const listener of this.#listeners) listener(jobs)
  }
}
