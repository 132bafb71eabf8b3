import { setMaxListeners } from 'node:events'
import { AppError, type GateEvidence, GateProgress, type GateTrialNeed, type GateVerdict } from '@pawl/core'
import { createBudget } from '../platform/llm/index.ts'
import { EvidenceWriter } from './evidence-writer.ts'
import type { DriverContext } from './gate-context.ts'
import { evidenceOf, findTrials, gateTrialsOf } from './gate-evidence.ts'
import { GateRuns } from './gate-runs.ts'
import { judgesOf, makeTrial, sideOf, type TrialMeans } from './make-trial.ts'
import { qualifyRows } from './qualify-rows.ts'
import { changeStatus, storeBeginning, storeTally } from './store/gate-progress.ts'
import { type GateRecord, selectSubject } from './store/gates.ts'
import { SubjectStreams } from './streams.ts'
import type { PooledTrial } from './trial-pool.ts'

const tallyEveryMs = 2_000

/** What a gate came to, and the trials that it follows from by their numbers in the store. */
export interface GateOutcome {
  readonly evidence: GateEvidence
  readonly decision: GateVerdict
  readonly cited: readonly number[]
}

/** Makes the trials that the tests of one gate ask for until they have decided or the signal aborts. */
export class GateDriver {
  readonly #context: DriverContext
  readonly #gate: GateRecord
  readonly #signal: AbortSignal
  readonly #writer: EvidenceWriter
  readonly #ids: Promise<number>[] = []
  readonly #seen = new Set<string>()
  readonly #underWay = new Map<string, Promise<void>>()
  /** Ends the calls that nobody waits for any more. */
  readonly #ending = new AbortController()
  #progress: GateProgress | null = null
  #streams: SubjectStreams | null = null
  #runs: GateRuns | null = null
  #failure: unknown = null

  constructor(context: DriverContext, gate: GateRecord, signal: AbortSignal) {
    this.#context = context
    this.#gate = gate
    this.#signal = AbortSignal.any([signal, this.#ending.signal])
    setMaxListeners(0, this.#signal)
    this.#writer = new EvidenceWriter(context.control, gate.project, context.now)
  }

  get progress(): GateProgress | null {
    return this.#progress
  }

  /**
   * Decides, or goes as far as it can.
   *
   * @throws AppError for what stops every trial; OvertakenError; the reason of the signal
   */
  async drive(): Promise<void> {
    const { control } = this.#context
    const subject = await selectSubject(control.db, this.#gate.id)
    const budget = createBudget(subject.policy.maxCostUsd, this.#gate.alsoSpent?.costUsd ?? 0)
    const { targets } = new SubjectStreams(subject)
    const use = this.#context.pool.use(this.#gate.project, targets)
    const tally = setInterval(() => void this.#storeTally(), tallyEveryMs)
    try {
      this.#runs = new GateRuns(this.#context, this.#gate, {
        subject,
        budget,
        onLeased: () => void this.#markRunning(),
      })
      await this.#runs.openForWorkers()
      await this.#begin(this.#means(subject))
      await this.#makeAll()
    } finally {
      clearInterval(tally)
      use.release()
    }
  }

  /** Stores what ended; its runs stay open for whoever goes on. */
  async pause(): Promise<void> {
    this.#ending.abort(new AppError('conflict', 'The gate goes on later.'))
    await Promise.allSettled(this.#underWay.values())
    await this.#writer.flush()
  }

  /** Ends what is under way; resolves when all that ended is stored. @throws OvertakenError, or what the store says */
  async settle(): Promise<void> {
    this.#ending.abort(new AppError('conflict', 'The gate has decided.'))
    await Promise.allSettled(this.#underWay.values())
    await this.#writer.flush()
    await this.#runs?.close()
    await Promise.all(this.#ids)
  }

  /** After `settle`. */
  async outcome(): Promise<GateOutcome | null> {
    if (this.#progress === null) return null
    const { evidence } = this.#progress
    return { evidence, decision: this.#progress.decide(), cited: await Promise.all(this.#ids) }
  }

  #means(subject: GateEvidence['subject']): TrialMeans {
    if (this.#runs === null) throw new AppError('internal', 'the gate has no runs yet')
    return {
      ...{ context: this.#context, gate: this.#gate, subject, runs: this.#runs },
      ...{ judges: judgesOf(subject), writer: this.#writer, signal: this.#signal },
    }
  }

  /** Finds out which rows may block, and what is known already: the same after a crash. */
  async #begin(means: TrialMeans): Promise<void> {
    const { context, gate } = means
    const isFirst = gate.startedWith === null
    const { subject, alsoSpent } = isFirst
      ? await qualifyRows(means)
      : { subject: means.subject, alsoSpent: gate.alsoSpent }
    this.#streams = new SubjectStreams(subject)
    const known = await findTrials(context, gate, this.#streams)
    const trials = known.flatMap((trial) => gateTrialsOf(trial, this.#streamsNow))
    for (const trial of known) {
      this.#seen.add(keyOf(trial))
      this.#ids.push(Promise.resolve(trial.id))
    }
    const costUsd = trials.reduce((sum, trial) => sum + (trial.costUsd ?? 0), 0)
    const spent = alsoSpent != null && (alsoSpent.trials > 0 || alsoSpent.isCapReached) ? alsoSpent : null
    const record: GateRecord = {
      ...gate,
      startedWith: gate.startedWith ?? { trials: trials.length, costUsd },
      alsoSpent: spent,
      unfitEvaluators: gate.unfitEvaluators ?? (await this.#unfitEvaluators(subject)),
    }
    if (isFirst) {
      const { startedWith, unfitEvaluators } = record
      await storeBeginning(context.control.db, gate.id, {
        ...{ subject, alsoSpent: spent },
        startedWith: startedWith ?? { trials: 0, costUsd: 0 },
        unfitEvaluators: unfitEvaluators ?? [],
      })
    }
    this.#progress = new GateProgress(evidenceOf(record, subject, trials))
  }

  async #unfitEvaluators({ evaluators }: GateEvidence['subject']): Promise<readonly string[]> {
    const context = this.#context
    const { project } = this.#gate
    const references = evaluators.map(({ name, version }) => `${name.split('@')[0]}@${version}`)
    const versions = await context.evaluators.resolveWithin(context.control.db, project, references)
    const unfit = new Set(await context.evaluators.unfitJudges(project, versions))
    return evaluators.flatMap(({ name }, at) => (unfit.has(versions[at]?.name ?? '') ? [name] : []))
  }

  get #streamsNow(): SubjectStreams {
    if (this.#streams === null) throw new AppError('internal', 'the gate has not begun')
    return this.#streams
  }

  async #makeAll(): Promise<void> {
    const progress = this.#progress
    if (progress === null) return
    const { subject } = progress.evidence
    const means = this.#means(subject)
    while (!progress.isSettled) {
      this.#signal.throwIfAborted()
      if (this.#failure !== null) throw this.#failure
      this.#startNext(progress, means)
      if (this.#underWay.size === 0) return
      await Promise.race(this.#underWay.values())
    }
  }

  /** Those that ran ahead of a fail may be wanted later, but count already. */
  #startNext(progress: GateProgress, means: TrialMeans): void {
    const { concurrency } = this.#gate
    const most = Math.min(concurrency, progress.left) - this.#underWay.size
    if (most <= 0) return
    const wanted = progress.next(concurrency).filter((need) => !this.#underWay.has(nameOf(need)))
    for (const need of wanted.slice(0, most)) {
      const making = this.#make(means, need).finally(() => this.#underWay.delete(nameOf(need)))
      this.#underWay.set(nameOf(need), making)
    }
  }

  /** Never rejects. */
  async #make(means: TrialMeans, need: GateTrialNeed): Promise<void> {
    const { use, rowId, dataset, trial, attempt, runTrial } = need
    const stream = this.#streamsNow.of(use, rowId)
    if (stream === null) return
    try {
      this.#keep(await makeTrial(means, { side: sideOf(use), stream, dataset, trial, attempt, runTrial }))
    } catch (error) {
      if (AppError.isInstance(error) && error.code === 'spending_cap_reached') this.#progress?.reachCap()
      else this.#failure ??= error
    }
  }

  #keep({ trial, id }: PooledTrial): void {
    // Two uses of one stream, or two gates, get the same trial.
    if (this.#seen.has(keyOf(trial))) return
    this.#seen.add(keyOf(trial))
    this.#ids.push(id)
    id.catch((error: unknown) => {
      this.#failure ??= error
    })
    for (const each of gateTrialsOf(trial, this.#streamsNow)) this.#progress?.add(each)
  }

  async #markRunning(): Promise<void> {
    const change = { from: ['waiting'], to: 'running', reason: '', at: null } as const
    await changeStatus(this.#context.control.db, this.#gate.id, change).catch((error: unknown) => this.#warn(error))
  }

  async #storeTally(): Promise<void> {
    if (this.#progress === null) return
    const { trials, costUsd } = this.#progress.spent
    const tally = { trials, costUsd: costUsd === 0 ? null : costUsd }
    await storeTally(this.#context.control.db, this.#gate.id, tally).catch((error: unknown) => this.#warn(error))
  }

  #warn(error: unknown): void {
    this.#context.log.warn('how far a gate is could not be stored', { gate: this.#gate.id, error })
  }
}

const nameOf = ({ use, rowId, trial, attempt }: GateTrialNeed): string => JSON.stringify([use, rowId, trial, attempt])

type Keyed = Pick<PooledTrial['trial'], 'target' | 'use' | 'rowId' | 'test' | 'trial' | 'attempt' | 'subjectKey'>

const keyOf = ({ target, use, rowId, test, trial, attempt, subjectKey }: Keyed): string =>
  JSON.stringify([target, use, rowId, test, trial, attempt, subjectKey])
