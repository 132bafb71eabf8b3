import {
  AppError,
  type GateDataset,
  type GateSubject,
  isServerTarget,
  promptTargetSchema,
  type RunTarget,
  type TargetSpec,
} from '@pawl/core'
import type { Budget } from '../platform/llm/index.ts'
import type { AdaptiveRun, AdaptiveTrial } from '../runs/index.ts'
import type { DriverContext } from './gate-context.ts'
import type { GateRecord } from './store/gates.ts'

type Side = 'candidate' | 'baseline'

export interface GateRunsParts {
  readonly subject: GateSubject
  readonly budget: Budget
  /** A worker took the first trial. */
  readonly onLeased: () => void
}

export interface TrialWish {
  readonly side: Side
  readonly dataset: string
  readonly rowId: string
  /** The number under which it runs. */
  readonly runTrial: number
  readonly attempt: number
  readonly signal: AbortSignal
}

/** The runs that hold the trials of a gate: one for each side of each dataset, opened when it is first needed. */
export class GateRuns {
  readonly #context: DriverContext
  readonly #gate: GateRecord
  readonly #parts: GateRunsParts
  readonly #runs = new Map<string, Promise<AdaptiveRun>>()

  constructor(context: DriverContext, gate: GateRecord, parts: GateRunsParts) {
    this.#context = context
    this.#gate = gate
    this.#parts = parts
  }

  async trial({ side, dataset, rowId, runTrial, attempt, signal }: TrialWish): Promise<AdaptiveTrial> {
    const run = await this.#runOf(side, dataset)
    return await run.trial({ rowId, trial: runTrial, attempt, signal })
  }

  /** Workers must know where to ask before they can. */
  async openForWorkers(): Promise<void> {
    for (const side of ['candidate', 'baseline'] as const) {
      const external = this.#externalOf(side)
      if (external === null || isServerTarget(external.target)) continue
      for (const { name, rows, notCompared } of this.#parts.subject.datasets) {
        if (rows.length > 0 && (side === 'candidate' || notCompared === undefined)) await this.#runOf(side, name)
      }
    }
  }

  async close(): Promise<void> {
    for (const run of this.#runs.values()) {
      const opened = await run.catch(() => undefined)
      await opened?.close()
    }
  }

  #runOf(side: Side, dataset: string): Promise<AdaptiveRun> {
    const key = `${side} ${dataset}`
    const known = this.#runs.get(key)
    if (known !== undefined) return known
    const run = this.#open(side, dataset)
    this.#runs.set(key, run)
    run.catch(() => this.#runs.delete(key))
    return run
  }

  #externalOf(side: Side): GateRecord['external'] {
    return side === 'candidate' ? this.#gate.external : this.#gate.baselineExternal
  }

  async #open(side: Side, name: string): Promise<AdaptiveRun> {
    const { subject, budget, onLeased } = this.#parts
    const { id, project, startedBy: person, concurrency, environment } = this.#gate
    const dataset = subject.datasets.find((each) => each.name === name)
    const target = subject[side].find((each) => each.name === dataset?.target)
    if (dataset === undefined || target === undefined)
      throw new AppError('internal', `the gate has no ${side} for ${name}`)
    return await this.#context.runs.openAdaptive(
      { project, person },
      {
        gate: { id, side },
        target: this.#specOf(side, target),
        name: await this.#nameOf(target),
        datasetName: name,
        datasetRevision: dataset.revision,
        rowIds: dataset.rows.map(({ rowId }) => rowId),
        evaluators: evaluatorsOf(subject, dataset),
        ...{ concurrency, budget, onLeased },
        spendingCapUsd: subject.policy.maxCostUsd,
        note: `gate of ${environment}: ${side}`,
      },
    )
  }

  #specOf(side: Side, { name, version }: RunTarget): TargetSpec {
    return this.#externalOf(side)?.target ?? promptTargetSchema.parse({ type: 'prompt', prompt: `${name}@${version}` })
  }

  /** As runs call their targets: the number of a version, and the start of its id. */
  async #nameOf(target: RunTarget): Promise<RunTarget> {
    if (target.type !== 'prompt') return target
    const { db } = this.#context.control
    const reference = `${target.name}@${target.version}`
    const { number, id } = await this.#context.prompts.versionWithin(db, this.#gate.project, reference)
    return { ...target, version: `${number} (${id.slice(0, 12)})` }
  }
}

/** Each as rows name it, by its exact version. */
function evaluatorsOf({ evaluators }: GateSubject, { rows }: GateDataset) {
  const used = new Set(rows.flatMap((row) => row.evaluators))
  return evaluators
    .filter(({ name }) => used.has(name))
    .map(({ name: reference, version }) => ({ reference, name: reference.split('@')[0] ?? reference, version }))
}
