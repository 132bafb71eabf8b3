import { decideTrialStatus } from '../../runs/index.ts'
import type { GateEvidence, GateRow, GateTrial, TrialUse } from '../evidence/index.ts'

/** What is known of one trial: its outcome and the attempt that gave it, or how many attempts gave none. */
export interface TrialRecord {
  outcome: 'pass' | 'fail' | null
  trial: GateTrial
  undecided: number
}

/** The trials of some evidence by stream, row and number. */
export class TrialIndex {
  readonly #streams: Record<TrialUse, (TrialRecord[] | undefined)[]> = { row: [], set: [], baseline: [] }
  readonly #rows: readonly GateRow[]
  readonly #places = new Map<string, number>()
  readonly #unfit: ReadonlySet<string>

  constructor(evidence: GateEvidence, rows: readonly GateRow[]) {
    this.#rows = rows
    for (const [place, row] of rows.entries()) this.#places.set(row.rowId, place)
    this.#unfit = new Set(evidence.unfitEvaluators)
    for (const trial of evidence.trials) this.add(trial)
  }

  add(trial: GateTrial): void {
    const place = this.#places.get(trial.rowId)
    const row = place === undefined ? undefined : this.#rows[place]
    if (place !== undefined && row !== undefined) this.#put(trial, place, outcomeOf(trial, row, this.#unfit))
  }

  #put(trial: GateTrial, place: number, outcome: TrialRecord['outcome']): void {
    const stream = this.#streams[trial.use]
    let records = stream[place]
    if (records === undefined) {
      records = []
      stream[place] = records
    }
    const record = records[trial.trial - 1]
    if (record === undefined) records[trial.trial - 1] = { outcome, trial, undecided: outcome === null ? 1 : 0 }
    else if (outcome === null) record.undecided++
    // The first outcome stands: a later attempt would be another draw.
    else if (record.outcome === null || trial.attempt < record.trial.attempt) Object.assign(record, { outcome, trial })
  }

  find(use: TrialUse, place: number, trial: number): TrialRecord | undefined {
    return this.#streams[use][place]?.[trial - 1]
  }

  all(use: TrialUse, place: number): readonly (TrialRecord | undefined)[] {
    return this.#streams[use][place] ?? []
  }
}

/**
 * A pass needs every evaluator of the row. In the row test an unfit judge is one that could not tell: the row can still be
 * broken by another evaluator, and cannot hold.
 */
function outcomeOf(trial: GateTrial, row: GateRow, unfit: ReadonlySet<string>): 'pass' | 'fail' | null {
  const hasError = trial.status === 'error'
  const hasUnrecordedToolCall = trial.status === 'unrecorded_tool_call'
  const status = decideTrialStatus({ hasError, hasUnrecordedToolCall, scores: heardScores(trial, row, unfit) })
  return status === 'pass' || status === 'fail' ? status : null
}

function heardScores(trial: GateTrial, { evaluators }: GateRow, unfit: ReadonlySet<string>): Scores {
  const { use, scores } = trial
  // Of tens of thousands of trials, nearly all have the scores that the row asks for, in its order.
  if (unfit.size === 0 && isJudgedBy(trial, evaluators)) return scores
  return evaluators.map((name) => {
    const score = scores.find(({ evaluator }) => evaluator === name)
    const isHeard = score !== undefined && !(use === 'row' && unfit.has(name))
    return { outcome: isHeard ? score.outcome : 'unknown' }
  })
}

function isJudgedBy({ scores }: GateTrial, evaluators: readonly string[]): boolean {
  if (scores.length !== evaluators.length) return false
  for (const [at, name] of evaluators.entries()) if (scores[at]?.evaluator !== name) return false
  return true
}

type Scores = readonly Pick<GateTrial['scores'][number], 'outcome'>[]
