import { weighRow } from '../../datasets/index.ts'
import type { GateEvidence } from '../evidence/index.ts'
import type { GateWalk, PlacedRow } from '../schedule/walk-gate.ts'
import type { LimitVerdict, RowVerdict, SetVerdict, Verdict } from './gate-verdict.ts'

/** Each blocking row, in the order of the subject. */
export function rowVerdicts(walk: GateWalk, verdict: Verdict): RowVerdict[] {
  return walk.blocking.flatMap((place, at) => {
    const row = walk.rows[place]
    if (row === undefined) return []
    const passed = walk.race.passed[at] ?? 0
    const failed = walk.race.failed[at] ?? 0
    const records = walk.index.all('row', place)
    let [made, withoutOutcome] = [0, 0]
    for (const record of records) {
      if (record === undefined) continue
      if (record.outcome !== null) made++
      withoutOutcome += record.undecided
    }
    const state = walk.race.stateOf(at)
    const { rowId, revision, role, required, floor, dataset } = row
    return [
      {
        rowId,
        dataset: dataset.name,
        revision,
        role,
        required,
        floor,
        state,
        passed,
        failed,
        notLookedAt: made - passed - failed,
        withoutOutcome,
        logEvalues: logPath(walk, row, { place, count: passed + failed }),
        reason: rowReason(row, { state, passed, failed }, verdict),
      },
    ]
  })
}

/** Those that have no trial that was looked at. */
export function untriedRowIds(rows: readonly RowVerdict[]): string[] {
  return rows.filter(({ passed, failed }) => passed + failed === 0).map(({ rowId }) => rowId)
}

function logPath(walk: GateWalk, row: PlacedRow, { place, count }: { place: number; count: number }): number[] {
  if (row.dataset.outcomes === 'fixed') return []
  const perPass = weighRow({ passed: 1, failed: 0 }, row).logLikelihoodRatio
  const perFail = weighRow({ passed: 0, failed: 1 }, row).logLikelihoodRatio
  const path: number[] = []
  let passed = 0
  for (let trial = 1; trial <= count; trial++) {
    if (walk.index.find('row', place, trial)?.outcome === 'pass') passed++
    path.push(Math.round((passed * perPass + (trial - passed) * perFail) * 1e6) / 1e6)
  }
  return path
}

function rowReason(
  { floor, dataset }: PlacedRow,
  { state, passed, failed }: Pick<RowVerdict, 'state' | 'passed' | 'failed'>,
  verdict: Verdict,
): string {
  const tally = `${passed} of ${passed + failed} passed`
  const isFixed = dataset.outcomes === 'fixed'
  if (state === 'holds') return isFixed ? `Passes (${tally})` : `Shown more likely than ${floor} to pass (${tally})`
  if (state === 'broken') return isFixed ? `Fails (${tally})` : `Shown to pass less often than required (${tally})`
  const tried = passed + failed === 0 ? 'Not tried' : `Not settled (${tally})`
  return verdict === 'fail' ? `${tried}: the gate had failed` : tried
}

/** Each dataset of the subject. */
export function setVerdicts(walk: GateWalk, { subject, unfitEvaluators }: GateEvidence): SetVerdict[] {
  return subject.datasets.map((dataset) => {
    const set = walk.sets.find((each) => each.dataset === dataset)
    const judges = new Set(dataset.rows.flatMap(({ evaluators }) => evaluators))
    const { name, revision, outcomes, rows } = dataset
    const facts = {
      ...{ name, revision, outcomes, rows: rows.length },
      unfitEvaluators: unfitEvaluators.filter((evaluator) => judges.has(evaluator)),
    }
    if (set === undefined) {
      const reason =
        rows.length === 0 ? 'It has no active row' : (dataset.notCompared ?? 'Nothing is deployed to compare with')
      const none = { pairs: 0, rowsSeen: 0, meanChange: null, decidedAt: null, dropProvenAt: null }
      return { ...facts, ...none, state: 'not_tested', logEvalues: { notWorse: [], worse: [], dropped: [] }, reason }
    }
    const { test, path, rowsSeen } = set
    return {
      ...facts,
      state: test.state,
      pairs: test.pairs,
      rowsSeen: rowsSeen.size,
      meanChange: test.pairs === 0 ? null : rounded(test.sum / test.pairs),
      decidedAt: test.decidedAt === 0 ? null : test.decidedAt,
      dropProvenAt: test.dropProvenAt === 0 ? null : test.dropProvenAt,
      logEvalues: path,
      reason: setReason(test.state, test.dropProvenAt > 0, subject.policy.maxDrop),
    }
  })
}

function setReason(state: 'pass' | 'fail' | 'unsure', isDropProven: boolean, maxDrop: number): string {
  const points = `${rounded(maxDrop * 100)} points`
  const drop = isDropProven ? '; it is proven to be worse' : ''
  switch (state) {
    case 'pass':
      return `Shown not to be worse by more than ${points}${drop}`
    case 'fail':
      return `Shown to be worse by more than ${points}`
    case 'unsure':
      return `Not settled whether it is worse by more than ${points}${drop}`
  }
}

/** Each limit of the policy on each dataset. */
export function limitVerdicts({ sets }: GateWalk): LimitVerdict[] {
  return sets.flatMap(({ dataset, limits }) =>
    limits.map(({ figure, maxIncrease, test }) => {
      const { ratio, interval } = test
      return {
        dataset: dataset.name,
        figure,
        maxIncrease,
        state: test.state,
        increase: ratio === null ? null : rounded(ratio - 1),
        interval:
          interval === null
            ? null
            : { low: rounded(interval.low - 1), high: interval.high === null ? null : rounded(interval.high - 1) },
        pairs: test.count,
      }
    }),
  )
}

const rounded = (value: number): number => Math.round(value * 1e6) / 1e6
