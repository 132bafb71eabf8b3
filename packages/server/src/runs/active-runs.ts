import { AppError, type EvaluatorVersion, type Row, type Trial } from '@pawl/core'
import { type Budget, createBudget } from '../platform/llm/index.ts'
import type { RunsDeps } from './runs-deps.ts'
import { type RunRecord, selectPlan } from './store/run-records.ts'
import { readProgress } from './store/trials.ts'

/** What this process keeps at hand of a lease: it can all be read again. */
export interface LeaseMemory {
  readonly rows: ReadonlyMap<string, Row>
  /** Where each trial stands in the plan, by `trialKey`. */
  readonly places: ReadonlyMap<string, number>
  /** Trials that have been stored, as `trialKey` names them. */
  readonly stored: Set<string>
}

/** Who asks for the trials of a run one by one. */
export interface RunListener {
  /** A worker took some. */
  onLeased(): void
  /** They are stored. */
  onStored(trials: readonly Trial[]): void
}

/** Whether the agents of a run send spans of their own. */
export interface Joining {
  hasFound: boolean
  lookedCount: number
}

interface RunMemory {
  readonly joining: Joining
  plan?: Promise<readonly string[]>
  evaluators?: Promise<ReadonlyMap<string, EvaluatorVersion>>
  budget?: Promise<Budget>
  readonly aborting: AbortController
}

const maxRuns = 50

export const trialKey = ({ rowId, trial, attempt }: { rowId: string; trial: number; attempt: number }): string =>
  `${trial}/${attempt}/${rowId}`

/** What this process remembers of the runs that it works on. Nothing of it decides what is true; the stores do. */
export class ActiveRuns {
  readonly #deps: RunsDeps
  readonly #runs = new Map<string, RunMemory>()
  readonly #leases = new Map<string, LeaseMemory>()
  readonly #turns = new Map<string, Promise<unknown>>()
  readonly #listeners = new Map<string, RunListener>()

  constructor(deps: RunsDeps) {
    this.#deps = deps
  }

  /** The rows of a run in the order of its plan. */
  planOf(run: RunRecord): Promise<readonly string[]> {
    return this.#remember(run, 'plan', () => selectPlan(this.#deps.control.db, run.id))
  }

  /** The pinned versions by how rows and callers name them. */
  evaluatorsOf(run: RunRecord): Promise<ReadonlyMap<string, EvaluatorVersion>> {
    return this.#remember(run, 'evaluators', () => this.#pinned(run))
  }

  /** One for all calls of a run, by what its trials have cost until now. */
  budgetOf(run: RunRecord): Promise<Budget> {
    return this.#remember(run, 'budget', () => this.#startBudget(run))
  }

  /** Several runs that one cap is for share its budget. */
  shareBudget(run: RunRecord, budget: Budget): void {
    this.#memoryOf(run).budget = Promise.resolve(budget)
  }

  listen(runId: string, listener: RunListener): void {
    this.#listeners.set(runId, listener)
  }

  listenerOf(runId: string): RunListener | undefined {
    return this.#listeners.get(runId)
  }

  forgetListener(runId: string): void {
    this.#listeners.delete(runId)
  }

  joiningOf(run: RunRecord): Joining {
    return this.#memoryOf(run).joining
  }

  /** Aborted when the run is cancelled. */
  signalOf(run: RunRecord): AbortSignal {
    return this.#memoryOf(run).aborting.signal
  }

  /** Ends what is under way for a run in this process. It may begin again. */
  abort(runId: string, reason: Error): void {
    this.#runs.get(runId)?.aborting.abort(reason)
    this.#runs.delete(runId)
  }

  forget(runId: string): void {
    this.#runs.delete(runId)
  }

  /** Reads plan, evaluators and budget anew; what is under way can still be ended. */
  refresh(runId: string): void {
    const known = this.#runs.get(runId)
    if (known !== undefined) this.#runs.set(runId, { aborting: known.aborting, joining: known.joining })
  }

  keepLease(leaseId: string, lease: LeaseMemory): void {
    this.#leases.set(leaseId, lease)
  }

  leaseOf(leaseId: string): LeaseMemory | undefined {
    return this.#leases.get(leaseId)
  }

  dropLease(leaseId: string): void {
    this.#leases.delete(leaseId)
  }

  /** One after the other for the same key: results that are sent twice at once are judged once. */
  async inTurn<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.#turns.get(key)
    const own = (before ?? Promise.resolve()).then(work, work)
    this.#turns.set(key, own)
    try {
      return await own
    } finally {
      if (this.#turns.get(key) === own) this.#turns.delete(key)
    }
  }

  #remember<Name extends 'plan' | 'evaluators' | 'budget'>(
    run: RunRecord,
    name: Name,
    read: () => NonNullable<RunMemory[Name]>,
  ): NonNullable<RunMemory[Name]> {
    const memory = this.#memoryOf(run)
    const known = memory[name]
    if (known !== undefined) return known
    const promise = read()
    memory[name] = promise
    // What fails is asked again the next time.
    promise.catch(() => delete memory[name])
    return promise
  }

  #memoryOf(run: RunRecord): RunMemory {
    const known = this.#runs.get(run.id)
    if (known !== undefined) {
      // The map keeps the order of last use: a run at work stays, however many others are looked at.
      this.#runs.delete(run.id)
      this.#runs.set(run.id, known)
      return known
    }
    const memory: RunMemory = { aborting: new AbortController(), joining: { hasFound: false, lookedCount: 0 } }
    this.#runs.set(run.id, memory)
    const [oldest] = this.#runs.keys()
    if (this.#runs.size > maxRuns && oldest !== undefined) this.#runs.delete(oldest)
    return memory
  }

  async #pinned({ project, evaluators }: RunRecord): Promise<ReadonlyMap<string, EvaluatorVersion>> {
    if (evaluators.length === 0) return new Map()
    const versions = await this.#deps.evaluators.resolve(
      project,
      evaluators.map(({ name, version }) => `${name}@${version}`),
    )
    return new Map(
      evaluators.map(({ reference, name }, index) => {
        const version = versions[index]
        if (version === undefined) throw new AppError('not_found', `There is no evaluator ${name} any more.`)
        return [reference, version]
      }),
    )
  }

  async #startBudget(run: RunRecord): Promise<Budget> {
    if (run.spendingCapUsd === null) return createBudget(null)
    const rows = await readProgress(this.#deps.telemetry, { project: run.project, runId: run.id }, 0)
    return createBudget(run.spendingCapUsd, rows.reduce((sum, { costNusd }) => sum + costNusd, 0) / 1e9)
  }
}
