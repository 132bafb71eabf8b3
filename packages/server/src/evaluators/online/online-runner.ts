import { randomUUID } from 'node:crypto'
import { AppError } from '@pawl/core'
import { pause } from '../../platform/pause/index.ts'
import { backfillPage } from './backfill-page.ts'
import { selectBackfills } from './backfills.store.ts'
import { DailyBudgets } from './daily-budgets.ts'
import { judgePage, type Lane } from './judge-page.ts'
import type { JudgeDeps } from './judge-subjects.ts'
import {
  deleteOldHours,
  dropLeases,
  type StoredOnline,
  selectOnline,
  takeLeases,
  updateProblem,
} from './online.store.ts'
import type { OnlineDeps } from './online-deps.ts'
import { type ReadyOnline, readyOnline } from './ready-online.ts'

/** How often it is looked whether there is something to judge. */
const tickMs = 2_000
/** So long a lane goes on before what was changed meanwhile is read again. */
const turnMs = 20_000
/** While telemetry pours in: rests in times of the work before, up to a limit. Nobody waits for a score as for an acknowledgement. */
const restPerWork = 19
const longestRestMs = 10_000
const recentMs = 2_000
/** Another server takes over a project this long after the one that judged it was last seen. */
const leaseSeconds = 60
const waitMs = 30_000
const keepHoursMs = 3 * 86_400_000

/** Judges live traffic in this process: what comes in, and back-fills. */
export class OnlineRunner {
  readonly #deps: JudgeDeps
  readonly #holder = randomUUID()
  readonly #stopping = new AbortController()
  /** What is under way, by its name. */
  readonly #running = new Map<string, Promise<void>>()
  /** What has to wait, and until when: it failed, or a cap or a missing key stands in its way. */
  readonly #waiting = new Map<string, number>()
  #loop: Promise<void> | null = null

  constructor(deps: OnlineDeps) {
    this.#deps = { ...deps, budgets: new DailyBudgets(deps) }
  }

  start(): void {
    this.#loop ??= this.#repeat()
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#loop
    await Promise.allSettled(this.#running.values())
    if (this.#loop !== null && this.#hasOtherServers) await dropLeases(this.#deps.control.db, this.#holder)
  }

  /** Starts what is due and not under way, and says what it started. */
  async tick(): Promise<readonly Promise<void>[]> {
    const { control } = this.#deps
    const all = await selectOnline(control.db)
    const projects = [...new Set(all.map(({ project }) => project))]
    const own = await this.#ownOf(projects)
    const started: Promise<void>[] = []
    for (const project of projects.filter((name) => own.has(name))) {
      const stored = all.filter((each) => each.project === project)
      started.push(...(await this.#startProject(project, stored)))
    }
    return started
  }

  async #startProject(project: string, stored: readonly StoredOnline[]): Promise<readonly Promise<void>[]> {
    try {
      const ready = await readyOnline(this.#deps, stored)
      const lanes = [...lanesOf(project, ready)].flatMap(([id, lane]) =>
        this.#once(id, (signal) => this.#runLane(lane, signal)),
      )
      return [...lanes, ...(await this.#startBackfills(project, ready))]
    } catch (error) {
      // One project must not hold up the others.
      this.#deps.log.warn('live traffic of a project could not be looked at', { project, error })
      return []
    }
  }

  /** Only one process is ever on an embedded store. */
  get #hasOtherServers(): boolean {
    return this.#deps.control.engine === 'postgres'
  }

  async #ownOf(projects: readonly string[]): Promise<ReadonlySet<string>> {
    if (!this.#hasOtherServers) return new Set(projects)
    return await takeLeases(this.#deps.control.db, { projects, holder: this.#holder, seconds: leaseSeconds })
  }

  async #startBackfills(project: string, ready: readonly ReadyOnline[]): Promise<readonly Promise<void>[]> {
    const backfills = await selectBackfills(this.#deps.control.db, { project })
    return backfills.flatMap((backfill) => {
      const evaluation = ready.find(({ evaluator }) => evaluator === backfill.evaluator)
      if (backfill.state !== 'running' || evaluation === undefined) return []
      const id = `back-fill ${backfill.id}`
      return this.#once(id, async (signal) => {
        await this.#inTurns(signal, { at: backfill, isDone: false }, async ({ at }) => {
          const next = await backfillPage(this.#deps, { evaluation, backfill: at }, signal)
          const isWaiting = next.state === 'running' && next.after === at.after
          if (isWaiting) this.#letWait(id)
          return { at: next, isDone: next.state !== 'running' || isWaiting }
        })
      })
    })
  }

  #letWait(id: string): void {
    this.#waiting.set(id, this.#deps.now().getTime() + waitMs)
  }

  #isWaiting(id: string): boolean {
    const until = this.#waiting.get(id)
    if (until === undefined || until > this.#deps.now().getTime()) return until !== undefined
    this.#waiting.delete(id)
    return false
  }

  async #runLane(lane: Lane, signal: AbortSignal): Promise<void> {
    try {
      await this.#inTurns(signal, { at: lane, isDone: false }, async ({ at }) => {
        const { lane: next, isLast } = await judgePage(this.#deps, at, signal)
        return { at: next, isDone: isLast }
      })
    } catch (error) {
      if (!signal.aborted) await this.#noteFailure(lane, error)
      throw error
    }
  }

  /** So that who looks sees why nothing goes on; the next turn tries again. */
  async #noteFailure({ members }: Lane, error: unknown): Promise<void> {
    const reason = AppError.isInstance(error) ? error.message : 'it failed; the log of the server says why'
    const problem = `It stands still: ${reason}`
    for (const member of members) await updateProblem(this.#deps.control.db, member, problem)
  }

  async #inTurns<Place>(
    signal: AbortSignal,
    first: Turn<Place>,
    next: (turn: Turn<Place>) => Promise<Turn<Place>>,
  ): Promise<void> {
    const until = performance.now() + turnMs
    let turn = first
    while (!turn.isDone && performance.now() < until && !signal.aborted) {
      const started = performance.now()
      turn = await next(turn)
      if (turn.isDone ? !this.#deps.telemetry.isUnderLoad() : !this.#isBusy()) continue
      await pause(Math.min((performance.now() - started) * restPerWork, longestRestMs), signal)
    }
  }

  /** Whether telemetry comes in: large inserts are few, so that the newest of them counts too. */
  #isBusy(): boolean {
    const { telemetry, committedVersion, now } = this.#deps
    const lastMs = Number(committedVersion() / 1000n)
    return telemetry.isUnderLoad() || now().getTime() - lastMs < recentMs
  }

  #once(id: string, work: (signal: AbortSignal) => Promise<void>): readonly Promise<void>[] {
    if (this.#running.has(id) || this.#isWaiting(id) || this.#stopping.signal.aborted) return []
    const { signal } = this.#stopping
    const ended = work(signal)
      .catch((error: unknown) => {
        if (signal.aborted) return
        this.#deps.log.warn('live traffic could not be judged', { error })
        this.#letWait(id)
      })
      .finally(() => this.#running.delete(id))
    this.#running.set(id, ended)
    return [ended]
  }

  async #repeat(): Promise<void> {
    const { signal } = this.#stopping
    let cleanedMs = 0
    while (!signal.aborted) {
      try {
        await this.tick()
        const nowMs = this.#deps.now().getTime()
        if (nowMs - cleanedMs > 3_600_000) {
          await deleteOldHours(this.#deps.control.db, new Date(nowMs - keepHoursMs))
          cleanedMs = nowMs
        }
      } catch (error) {
        if (!signal.aborted) this.#deps.log.warn('live traffic could not be looked at', { error })
      }
      await pause(tickMs, signal)
    }
  }
}

interface Turn<Place> {
  readonly at: Place
  readonly isDone: boolean
}

/** What is quick goes together, by delay; what waits for models holds nobody up but itself. */
function lanesOf(project: string, ready: readonly ReadyOnline[]): ReadonlyMap<string, Lane> {
  const lanes = new Map<string, Lane>()
  for (const member of ready) {
    const { delaySeconds } = member.definition
    const id = JSON.stringify([project, delaySeconds, ...(member.isDeterministic ? [] : [member.evaluator])])
    const members = [...(lanes.get(id)?.members ?? []), member]
    lanes.set(id, { project, delaySeconds, members })
  }
  return lanes
}
