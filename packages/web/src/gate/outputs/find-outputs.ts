import type { GateEvidence, GateTrial, GateView } from '@pawl/core'

/** In which runs the trials of a row are, by side. */
export interface RowRuns {
  readonly baseline: readonly string[]
  readonly candidate: readonly string[]
}

/** Of a gate that has ended: also what earlier gates tried of the same versions. */
export function runsOfEvidence({ trials }: Pick<GateEvidence, 'trials'>, rowId: string): RowRuns {
  const of = (isWanted: (trial: GateTrial) => boolean) => [
    ...new Set(trials.filter((trial) => trial.rowId === rowId && isWanted(trial)).flatMap(({ runId }) => runId ?? [])),
  ]
  return { baseline: of(({ use }) => use === 'baseline'), candidate: of(({ use }) => use !== 'baseline') }
}

/** Of a gate that goes on: what it made itself. */
export function runsOfGate({ runs }: Pick<GateView, 'runs'>, dataset: string): RowRuns {
  const of = (side: 'baseline' | 'candidate') =>
    runs.filter((run) => run.side === side && run.dataset === dataset).map(({ runId }) => runId)
  return { baseline: of('baseline'), candidate: of('candidate') }
}

export interface ChangedRow {
  readonly rowId: string
  /** Shares of decided trials that passed; null without one. */
  readonly before: number | null
  readonly after: number | null
}

/** How often each tried row passed on either side, those that lost most first. */
export function changedRows({ trials }: Pick<GateEvidence, 'trials'>): readonly ChangedRow[] {
  const counts = new Map<string, { before: Tally; after: Tally }>()
  for (const { use, rowId, status } of trials) {
    if (status !== 'pass' && status !== 'fail') continue
    const row = counts.get(rowId) ?? { before: { passed: 0, all: 0 }, after: { passed: 0, all: 0 } }
    counts.set(rowId, row)
    const side = use === 'baseline' ? row.before : row.after
    side.all++
    if (status === 'pass') side.passed++
  }
  const changed = Array.from(counts, ([rowId, { before, after }]) => ({
    rowId,
    before: shareOf(before),
    after: shareOf(after),
  }))
  // With nothing to compare with, a row that fails is as far down as it gets.
  const gain = ({ before, after }: ChangedRow) => (after ?? 1) - (before ?? 1)
  return changed.filter((row) => gain(row) !== 0).sort((a, b) => gain(a) - gain(b))
}

interface Tally {
  passed: number
  all: number
}

const shareOf = ({ passed, all }: Tally): number | null => (all === 0 ? null : passed / all)
