import { type GateDataset, type GateEvidence, type GateRow, runTrialNumber, type TrialUse } from '../evidence/index.ts'
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
  const { subject, starts } = evidence
  const rows = subject.datasets.flatMap((dataset) => dataset.rows.map((row): PlacedRow => ({ ...row, dataset })))
  const blocking = rows.flatMap((row, place) => (rowRoles[row.role] === 'blocks' ? [place] : []))
  const live = new Set(subject.baseline.map(({ name }) => name))
  const tested = subject.datasets.filter((dataset) => dataset.rows.length > 0 && live.has(dataset.target))
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
  const parts = { split, index: new TrialIndex(evidence, rows), rows, blocking, race, sets }
  const walker = new Walker(parts, ask, starts)
  const end = unfitJudge(evidence, parts) ?? walker.walkRows() ?? walker.walkSets() ?? { because: 'settled' }
  return { ...parts, end }
}

type Parts = Omit<GateWalk, 'end'>

/** No number of trials makes a row hold that a judge must pass who cannot be believed. */
function unfitJudge({ unfitEvaluators }: GateEvidence, { rows, blocking }: Parts): WalkEnd | null {
  const isUnfit = (name: string) => unfitEvaluators.includes(name)
  const judged = blocking.flatMap((place) => rows[place] ?? []).filter((row) => row.evaluators.some(isUnfit))
  if (judged.length === 0) return null
  const evaluators = new Set(judged.flatMap((row) => row.evaluators.filter(isUnfit)))
  return { because: 'unfit_judge', rowIds: judged.map(({ rowId }) => rowId), evaluators: [...evaluators].sort() }
}

class Walker {
  readonly #parts: Parts
  readonly #ask: AskForTrial
  readonly #attempts: number
  #end: WalkEnd = { because: 'settled' }

  constructor(parts: Parts, ask: AskForTrial, starts: number) {
    this.#parts = parts
    this.#ask = ask
    this.#attempts = attemptsPerStart * starts
  }

  walkRows(): WalkEnd | null {
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

  walkSets(): WalkEnd | null {
    const offsets = this.#parts.sets.map((set) => this.#firstPlaceOf(set.dataset))
    for (;;) {
      const open = this.#parts.sets.filter((set) => !set.isSettled)
      if (open.length === 0) return null
      for (const set of open) {
        if (set.end !== null) return { because: set.end, dataset: set.dataset.name }
        if (!this.#takePair(set, offsets[this.#parts.sets.indexOf(set)] ?? 0)) return this.#end
        if (set.hasFailed) return null
      }
    }
  }

  #firstPlaceOf(dataset: GateDataset): number {
    return this.#parts.rows.findIndex((row) => row.dataset === dataset)
  }

  #takePair(set: SetWalk, offset: number): boolean {
    const pair = set.next()
    const place = offset + pair.row
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

/** The place of each row from the rows in their order. */
function placesOf(order: Int32Array): Int32Array {
  const places = new Int32Array(order.length)
  order.forEach((row, place) => {
    places[row] = place
  })
  return places
}
