import { AppError, decideGate, type GateVerdict } from '@pawl/core'
import { OvertakenError } from './evidence-writer.ts'
import { finishGate } from './finish-gate.ts'
import type { DriverContext, Drivers } from './gate-context.ts'
import { GateDriver } from './gate-driver.ts'
import { findTrials, readEvidence } from './gate-evidence.ts'
import { driveQueueName } from './queue-names.ts'
import { claimGate, dropClaims } from './store/gate-progress.ts'
import { type GateRecord, selectGate, selectSubject } from './store/gates.ts'
import { SubjectStreams } from './streams.ts'

/** A gate whose process is gone is taken over this long after, and the time between two sweeps. */
const claimMs = 20_000
const renewEveryMs = 6_000
/** A large gate takes a while to decide; looked at again, it is shown as it was for so many times that while. */
const restPerDecision = 20

interface Driven {
  readonly driver: GateDriver
  readonly ending: AbortController
  readonly done: Promise<void>
  shown: { readonly decision: GateVerdict; readonly trials: number; readonly untilMs: number } | null
}

const cancelled = new AppError('conflict', 'The gate was cancelled.')
const lost = new AppError('conflict', 'Another process drives the gate.')

/** The gates that this process drives. */
export class GateDrivers implements Drivers {
  readonly #context: DriverContext
  readonly #name: string
  readonly #driven = new Map<string, Driven>()

  constructor(context: DriverContext) {
    this.#context = context
    this.#name = Buffer.from(context.randomBytes(9)).toString('hex')
  }

  async wake(project: string, id: string): Promise<void> {
    await this.#context.queue.send(driveQueueName, { project, id })
  }

  decisionOf(id: string): GateVerdict | undefined {
    const driven = this.#driven.get(id)
    const progress = driven?.driver.progress
    if (driven === undefined || progress == null) return undefined
    const { trials } = progress.spent
    const startMs = performance.now()
    if (driven.shown !== null && (driven.shown.trials === trials || startMs < driven.shown.untilMs)) {
      return driven.shown.decision
    }
    const decision = progress.decide()
    const endMs = performance.now()
    driven.shown = { decision, trials, untilMs: endMs + restPerDecision * (endMs - startMs) }
    return decision
  }

  tallyOf(id: string): number | undefined {
    return this.#driven.get(id)?.driver.progress?.spent.trials
  }

  async end(project: string, id: string): Promise<void> {
    const driven = this.#driven.get(id)
    driven?.ending.abort(cancelled)
    await driven?.done
    const gate = await selectGate(this.#context.control.db, project, id)
    // Nobody drove it.
    if (gate !== undefined && gate.evidenceHash === null) await this.#finishUndriven(gate)
  }

  /** Drives a gate that nobody drives until it is over or the signal aborts. */
  async drive({ project, id }: { readonly project: string; readonly id: string }, signal: AbortSignal): Promise<void> {
    if (this.#driven.has(id) || !(await this.#claim(id))) return
    const gate = await selectGate(this.#context.control.db, project, id)
    if (gate === undefined) return
    const ending = new AbortController()
    const driver = new GateDriver(this.#context, gate, AbortSignal.any([signal, ending.signal]))
    const renewal = setInterval(() => void this.#renew(id, ending), renewEveryMs)
    const driving = this.#driveOnce(gate, { driver, signal, ending })
    const done = driving.then(
      () => undefined,
      () => undefined,
    )
    this.#driven.set(id, { driver, ending, done, shown: null })
    try {
      await driving
    } finally {
      clearInterval(renewal)
      this.#driven.delete(id)
      await dropClaims(this.#context.control.db, { id, claimedBy: this.#name }).catch(() => undefined)
    }
  }

  /** Ends what is under way: it goes on at the next start. */
  async close(): Promise<void> {
    const all = [...this.#driven.values()]
    for (const { ending } of all) ending.abort(lost)
    await Promise.all(all.map(({ done }) => done))
  }

  async #driveOnce(
    gate: GateRecord,
    { driver, signal, ending }: { driver: GateDriver; signal: AbortSignal; ending: AbortController },
  ): Promise<void> {
    let reason: unknown = null
    try {
      await driver.drive()
    } catch (error) {
      reason = error
    }
    const isCancelled = ending.signal.reason === cancelled
    // What stores and other processes say is for another attempt; it goes on from what was stored.
    const isOver = reason === null || isCancelled || isFatal(reason)
    const mayFinish = isOver && !signal.aborted && ending.signal.reason !== lost
    if (!mayFinish) {
      await driver.pause()
      if (reason !== null && !signal.aborted && ending.signal.reason !== lost) throw reason
      return
    }
    await driver.settle()
    const outcome = (await driver.outcome()) ?? (await this.#outcomeSoFar(gate))
    const end = isCancelled
      ? ({ status: 'cancelled' } as const)
      : reason === null
        ? ({ status: 'decided' } as const)
        : ({ status: 'failed', reason: messageOf(reason) } as const)
    await finishGate(this.#context, gate, { outcome, end })
  }

  async #finishUndriven(gate: GateRecord): Promise<void> {
    await finishGate(this.#context, gate, { outcome: await this.#outcomeSoFar(gate), end: { status: 'cancelled' } })
  }

  async #outcomeSoFar(gate: GateRecord) {
    const evidence = await readEvidence(this.#context, gate)
    const streams = new SubjectStreams(await selectSubject(this.#context.control.db, gate.id))
    const cited = (await findTrials(this.#context, gate, streams)).map(({ id }) => id)
    return { evidence, decision: decideGate(evidence), cited }
  }

  async #claim(id: string): Promise<boolean> {
    const now = this.#context.now()
    const until = new Date(now.getTime() + claimMs)
    return await claimGate(this.#context.control.db, id, { claimedBy: this.#name, now, until })
  }

  async #renew(id: string, ending: AbortController): Promise<void> {
    try {
      if (!(await this.#claim(id))) {
        const isOurs = this.#driven.get(id)?.ending === ending
        if (isOurs) ending.abort(lost)
      }
    } catch (error) {
      this.#context.log.warn('a gate could not be kept', { gate: id, error })
    }
  }
}

/** What every further trial would meet too. */
function isFatal(error: unknown): boolean {
  if (error instanceof OvertakenError) return false
  return AppError.isInstance(error) && error.code !== 'store_unavailable' && error.code !== 'internal'
}

function messageOf(error: unknown): string {
  if (!AppError.isInstance(error)) return String(error)
  return error.fix === undefined ? error.message : `${error.message} ${error.fix}`
}
