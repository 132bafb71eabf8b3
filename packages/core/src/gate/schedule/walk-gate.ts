import {
  type GateDataset,
  type GateEvidence,
  type GateRow,
  type GateTrial,
  runTrialNumber,
  type TrialUse,
} from '../evidence/index.ts'
import { rowRoles } from '../row-test/decide-blocking.ts'
import { defaultRowBudget, RowRace } from '../row-test/row-race.ts'
import { type ErrorRateSplit, splitErrorRate } from '../verdict/split-error-rate.ts'
import { seededOrder } from './seeded-stream.ts'
import { SetWalk } from './set-walk.ts'
import { TrialIndex, type TrialRecord } from './trial-index.ts'

/** Tries to get an outcome of one trial, in each start of a gate. */
export const attemptsPerStart = 3

/** A trial that the tests ask for next. */
export interface GateTrialNeed {
  readonly use: TrialUse
  readonly dataset: string
  readonly rowId: string
  readonly trial: number
  readonly attempt: number
  /** The number under which it runs (`runTrialNumber`). */
  readonly runTrial: number
}

/** Why the walk ended where it did. */
export type WalkEnd =
  | { readonly because: 'settled' }
  | { readonly because: 'missing_trial'; readonly need: GateTrialNeed }
  | { readonly because: 'no_outcome'; readonly need: GateTrialNeed; readonly status: string }
  | { readonly because: 'unfit_judge'; readonly rowIds: readonly string[]; readonly evaluators: readonly string[] }
  | { readonly because: 'row_budget' }
  | { readonly because: 'pair_budget' | 'unmeasured'; readonly dataset: string }

/** A row with the dataset it stands in. */
export interface PlacedRow extends GateRow {
  readonly dataset: GateDataset
}

export interface GateWalk {
  readonly split: ErrorRateSplit
  readonly index: TrialIndex
  /** All active rows; those that block, by their place among them. */
  readonly rows: readonly PlacedRow[]
  readonly blocking: readonly number[]
  readonly race: RowRace
  /** None with nothing deployed. */
  readonly sets: readonly SetWalk[]
  readonly end: WalkEnd
}

/** What to take for a trial that was not made yet: go on as if it had passed, or end here. */
export type AskForTrial = (need: GateTrialNeed) => 'assume_pass' | 'end'

/**
 * Goes through the evidence one outcome at a time, in the order in which the tests ask for them: rows first, most suspicious
 * first, then the datasets in turns. Which trials were made at once, and which ended first, has no say: trials that ran ahead are not looked at
 * before their turn, so the result is that of making one call after the other.
 */
export function walkGate(evidence: GateEvidence, ask: AskForTrial): GateWalk {
  return new GateWalker(evidence).walk(ask)
}

type Parts = Omit<GateWalk, 'end'>

function partsOf({ subject, starts }: GateEvidence, indexOf: (rows: readonly PlacedRow[]) => TrialIndex): Parts {
  const rows = subject.datasets.flatMap((dataset) => dataset.rows.map((row): PlacedRow => ({ ...row, dataset })))
  const blocking = rows.flatMap((row, place) => (rowRoles[row.role] === 'blocks' ? [place] : []))
  const live = new Set(subject.baseline.map(({ name }) => name))
  const tested = subject.datasets.filter(
    ({ rows: { length }, target, notCompared }) => length > 0 && live.has(target) && notCompared === undefined,
  )
  const limitCount = Object.values(subject.policy.limits).filter((limit) => limit !== null).length
  const counts = { rows: blocking.length, sets: tested.length, limits: tested.length * limitCount }
  const split = splitErrorRate(subject.policy.errorRate, counts)
  const raceRows = blocking.flatMap((place) => {
    const row = rows[place]
    if (row === undefined) return []
    return { required: row.required, floor: row.floor, isDeterministic: row.dataset.outcomes === 'fixed' }
  })
  const race = new RowRace(raceRows, {
    errorRate: split.pass.eachRow,
    failErrorRate: split.fail.rows,
    budget: defaultRowBudget(blocking.length) * starts,
    places: placesOf(seededOrder(blocking.length, subject.seed)),
  })
  const sets = tested.map((dataset) => {
    return new SetWalk(dataset, { policy: subject.policy, split, seed: subject.seed, starts })
  })
  return { split, index: indexOf(rows), rows, blocking, race, sets }
}

/** No number of trials makes a row hold that a judge must pass who cannot be believed. */
function unfitJudge({ unfitEvaluators }: GateEvidence, { rows, blocking }: Parts): WalkEnd | null {
  const isUnfit = (name: string) => unfitEvaluators.includes(name)
  const judged = blocking.flatMap((place) => rows[place] ?? []).filter((row) => row.evaluators.some(isUnfit))
  if (judged.length === 0) return null
  const evaluators = new Set(judged.flatMap((row) => row.evaluators.filter(isUnfit)))
  return { because: 'unfit_judge', rowIds: judged.map(({ rowId }) => rowId), evaluators: [...evaluators].sort() }
}

/** A walk that stands where the evidence ended, and goes on from there with further trials. */
export class GateWalker {
  readonly #evidence: Pick<GateEvidence, 'subject' | 'starts' | 'unfitEvaluators'>
  readonly #parts: Parts
  readonly #attempts: number
  readonly #stop: WalkEnd | null
  /** The sets whose pairs are still to come in this turn. */
  #turn: SetWalk[] = []
  #ask: AskForTrial = () => 'end'
  #end: WalkEnd = { because: 'settled' }

  constructor(
    evidence: GateEvidence,
    from?: { readonly parts: Parts; readonly turn: SetWalk[]; readonly stop: WalkEnd | null },
  ) {
    this.#evidence = evidence
    this.#parts = from?.parts ?? partsOf(evidence, (rows) => new TrialIndex(evidence, rows))
    this.#turn = from?.turn ?? []
    this.#attempts = attemptsPerStart * evidence.starts
    this.#stop = from === undefined ? unfitJudge(evidence, this.#parts) : from.stop
  }

  add(trial: GateTrial): void {
    this.#parts.index.add(trial)
  }

  /** Goes on as far as there are outcomes, or assumptions for them. */
  walk(ask: AskForTrial): GateWalk {
    this.#ask = ask
    const end = this.#stop ?? this.#walkRows() ?? this.#walkSets() ?? { because: 'settled' }
    return { ...this.#parts, end }
  }

  /** One that stands at the same place and goes its own way over the same trials. */
  fork(): GateWalker {
    const sets = this.#parts.sets.map((set) => set.fork())
    const parts = { ...this.#parts, race: this.#parts.race.fork(), sets }
    const turn = this.#turn.flatMap((set) => sets[this.#parts.sets.indexOf(set)] ?? [])
    return new GateWalker({ ...this.#evidence, trials: [], startedWith: noTrials }, { parts, turn, stop: this.#stop })
  }

  #walkRows(): WalkEnd | null {
    const { race, blocking } = this.#parts
    for (let row = race.next(); row >= 0; row = race.next()) {
      const trial = (race.passed[row] ?? 0) + (race.failed[row] ?? 0) + 1
      const outcome = this.#outcome('row', blocking[row] ?? 0, trial)
      if (outcome === null) return this.#end
      race.record(outcome === 'pass')
    }
    if (race.broken >= 0) return { because: 'settled' }
    return race.isWon ? null : { because: 'row_budget' }
  }

  #walkSets(): WalkEnd | null {
    for (;;) {
      if (this.#parts.sets.some((set) => set.hasFailed)) return null
      if (this.#turn.length === 0) this.#turn = this.#parts.sets.filter((set) => !set.isSettled)
      const [set] = this.#turn
      if (set === undefined) return null
      if (set.end !== null) return { because: set.end, dataset: set.dataset.name }
      if (!this.#takePair(set)) return this.#end
      this.#turn.shift()
    }
  }

  #firstPlaceOf(dataset: GateDataset): number {
    let place = 0
    for (const each of this.#evidence.subject.datasets) {
      if (each === dataset) return place
      place += each.rows.length
    }
    return place
  }

  #takePair(set: SetWalk): boolean {
    const pair = set.next()
    const place = this.#firstPlaceOf(set.dataset) + pair.row
    const [from, to] = pair.baseline
    let baselinePasses = 0
    for (let trial = from; trial <= to; trial++) {
      const outcome = this.#outcome('baseline', place, trial)
      if (outcome === null) return false
      if (outcome === 'pass') baselinePasses++
    }
    const outcome = this.#outcome('set', place, pair.trial)
    if (outcome === null) return false
    set.observe(pair, (outcome === 'pass' ? 1 : 0) - baselinePasses / (to - from + 1))
    this.#observeFigures(set, place, pair)
    return true
  }

  #observeFigures(set: SetWalk, place: number, pair: { trial: number; baseline: readonly [number, number] }): void {
    const { index } = this.#parts
    const [from, to] = pair.baseline
    const candidate = index.find('set', place, pair.trial)
    const baseline = Array.from({ length: to - from + 1 }, (_, at) => index.find('baseline', place, from + at))
    const made = baseline.filter((record): record is TrialRecord => record !== undefined)
    if (candidate === undefined || made.length < baseline.length) return
    set.observeFigures(
      candidate.trial,
      made.map(({ trial }) => trial),
    )
  }

  /** Null: the walk ends here, for the reason in `#end`. */
  #outcome(use: TrialUse, place: number, trial: number): 'pass' | 'fail' | null {
    const record = this.#parts.index.find(use, place, trial)
    if (record?.outcome != null) return record.outcome
    const attempt = (record?.undecided ?? 0) + 1
    const row = this.#parts.rows[place]
    const rowId = row?.rowId ?? ''
    const runTrial = runTrialNumber(use, trial)
    const need: GateTrialNeed = { use, dataset: row?.dataset.name ?? '', rowId, trial, attempt, runTrial }
    if (attempt > this.#attempts) {
      this.#end = { because: 'no_outcome', need, status: record?.trial.status ?? 'error' }
      return null
    }
    if (this.#ask(need) === 'assume_pass') return 'pass'
    this.#end = { because: 'missing_trial', need }
    return null
  }
}

const noTrials = { trials: 0, costUsd: 0 } as const

/** The place of each row from the rows in their order. */
function placesOf(order: Int32Array): Int32Array {
  const places = new Int32Array(order.length)
  order.forEach((row, place) => {
    places[row] = place
  })
  return places
}
