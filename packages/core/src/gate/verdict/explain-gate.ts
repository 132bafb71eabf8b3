import type { GateEvidence } from '../evidence/index.ts'
import { defaultRowBudget } from '../row-test/row-race.ts'
import { attemptsPerStart, type GateWalk, type WalkEnd } from '../schedule/walk-gate.ts'
import type { GateEnd } from './gate-verdict.ts'

/** Why a gate failed: the first thing that decided. */
export function explainFailure(walk: GateWalk): string {
  const { race, blocking, rows, sets } = walk
  if (race.broken >= 0) {
    const row = rows[blocking[race.broken] ?? -1]
    const [passed, failed] = [race.passed[race.broken] ?? 0, race.failed[race.broken] ?? 0]
    return `Row ${row?.rowId} of ${row?.dataset.name} is broken: it passed ${passed} of ${passed + failed} trials`
  }
  const set = sets.find(({ hasFailed }) => hasFailed)
  if (set === undefined) return ''
  if (set.test.state === 'fail') {
    const drop = ((-100 * set.test.sum) / set.test.pairs).toFixed(1)
    return `Dataset ${set.dataset.name} is worse than what is deployed: ${drop} points over ${set.test.pairs} pairs`
  }
  const limit = set.limits.find(({ test }) => test.state === 'over')
  const more = (((limit?.test.ratio ?? 1) - 1) * 100).toFixed(0)
  return `On dataset ${set.dataset.name}, ${limit?.figure} is ${more} % over the baseline, more than the policy allows`
}

/** Why a gate passed, or why it could not decide and what would settle it. */
export function explainEnd(walk: GateWalk, end: GateEnd, evidence: GateEvidence): string {
  const { blocking, race } = walk
  switch (end) {
    case 'settled':
      return explainPass(walk)
    case 'unprotected':
      return walk.rows.length === 0
        ? 'No active row protects this environment: nothing was tested'
        : 'No active row can stop this release: none blocks, and nothing is deployed to compare with'
    case 'unfinished':
      return 'The gate is not finished: it needs further trials'
    case 'spending_limit':
      return 'The policy’s most trials or money are used up: start the gate again to go on from here, or raise them'
    case 'row_budget': {
      const calls = defaultRowBudget(blocking.length) * evidence.starts
      const unsure = blocking.filter((_, at) => race.stateOf(at) === 'unsure').length
      return `After ${calls} calls ${counted(unsure, 'row is', 'rows are')} not settled: start the gate again to go on from here`
    }
    default:
      return explainObstacle(walk.end)
  }
}

function explainPass({ blocking, sets }: GateWalk): string {
  const parts = [
    blocking.length > 0 ? `${counted(blocking.length, 'blocking row holds', 'blocking rows hold')}` : '',
    sets.length > 0 ? `${counted(sets.length, 'dataset is', 'datasets are')} not worse than what is deployed` : '',
    sets.some(({ limits }) => limits.length > 0) ? 'all limits are kept' : '',
  ]
  return parts.filter((part) => part !== '').join('; ')
}

function explainObstacle(end: WalkEnd): string {
  switch (end.because) {
    case 'no_outcome':
      return (
        `Trial ${end.need.trial} of row ${end.need.rowId} gave no outcome in ${attemptsPerStart} attempts or more (${end.status}): ` +
        'mend the cause, then start the gate again to go on from here'
      )
    case 'unfit_judge':
      return (
        `${end.evaluators.join(', ')} may not decide: labels do not prove that it tells good outputs from bad, and ` +
        `${counted(end.rowIds.length, 'blocking row needs', 'blocking rows need')} it. Label more of its judgements, or attach another evaluator`
      )
    case 'pair_budget':
      return `Dataset ${end.dataset} is not settled after all pairs that one start may take: start the gate again to go on from here`
    case 'unmeasured':
      return `Dataset ${end.dataset} has no figures for a limit of the policy: record usage and prices, or take the limit out`
    case 'settled':
    case 'missing_trial':
    case 'row_budget':
      return ''
  }
}

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`
