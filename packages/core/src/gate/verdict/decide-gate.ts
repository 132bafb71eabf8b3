import { type GateEvidence, trialUses } from '../evidence/index.ts'
import { rowRoles } from '../row-test/decide-blocking.ts'
import { spendingLeft, spentOn } from '../schedule/next-trials.ts'
import { logOf } from '../schedule/set-walk.ts'
import { type GateWalk, walkGate } from '../schedule/walk-gate.ts'
import { explainEnd, explainFailure } from './explain-gate.ts'
import type { GateEnd, GateVerdict, Verdict } from './gate-verdict.ts'
import { limitVerdicts, rowVerdicts, setVerdicts, untriedRowIds } from './part-verdicts.ts'

/**
 * The verdict from evidence alone: the same on every machine, at any time, however the trials came in. `pass` needs every blocking row to
 * hold, every dataset to be not worse by δ and every limit to be kept; `fail` needs one broken row, one dataset that is worse or one
 * limit that is exceeded; anything else is `inconclusive`.
 */
export function decideGate(evidence: GateEvidence): GateVerdict {
  return verdictOfWalk(
    walkGate(evidence, () => 'end'),
    evidence,
  )
}

/** The verdict of a walk that went through all of this evidence. */
export function verdictOfWalk(walk: GateWalk, evidence: GateEvidence): GateVerdict {
  const end = endOf(walk, evidence)
  const verdict = verdictOf(walk, end)
  const rows = rowVerdicts(walk, verdict)
  const datasets = setVerdicts(walk, evidence)
  const untried = untriedRowIds(rows)
  const unpaired = datasets.filter((set) => set.state !== 'not_tested' && set.pairs === 0).map(({ name }) => name)
  const { split } = walk
  return {
    subject: evidence.subject,
    verdict,
    isUnprotected: end === 'unprotected',
    end,
    reason: verdict === 'fail' ? explainFailure(walk) : explainEnd(walk, end, evidence),
    rows,
    advisoryRows: walk.rows
      .filter((row) => rowRoles[row.role] !== 'blocks')
      .map((row) => ({ rowId: row.rowId, dataset: row.dataset.name, role: row.role })),
    datasets,
    limits: limitVerdicts(walk),
    errorRates: split,
    bounds: {
      holdsAt: logOf(1 / split.pass.eachRow),
      brokenAt: split.fail.eachRow === 0 ? null : -logOf(1 / split.fail.eachRow),
      notWorseAt: logOf(1 / split.pass.eachSet),
      worseAt: split.fail.eachSetOrLimit === 0 ? null : logOf(1 / split.fail.eachSetOrLimit),
    },
    notRun: { rowIds: untried, datasets: unpaired, reason: reasonNotRun(verdict, untried.length + unpaired.length) },
    models: modelsOf(evidence),
    starts: evidence.starts,
    trials: evidence.trials.length,
    costUsd: costOf(evidence),
  }
}

function endOf(walk: GateWalk, evidence: GateEvidence): GateEnd {
  if (walk.blocking.length === 0 && walk.sets.length === 0) return 'unprotected'
  if (walk.end.because !== 'missing_trial') return walk.end.because
  return spendingLeft(evidence, spentOn(evidence)) <= 0 ? 'spending_limit' : 'unfinished'
}

function verdictOf({ race, sets }: GateWalk, end: GateEnd): Verdict {
  if (race.broken >= 0 || sets.some((set) => set.hasFailed)) return 'fail'
  return end === 'settled' ? 'pass' : 'inconclusive'
}

function reasonNotRun(verdict: Verdict, count: number): string {
  if (count === 0) return ''
  if (verdict === 'fail') return 'Not needed: one test that fails decides, whatever these would show'
  return 'Not run: the gate ended before their turn, and needs them to pass'
}

function modelsOf({ trials }: GateEvidence): GateVerdict['models'] {
  const models = Object.fromEntries(trialUses.map((use) => [use, new Set<string>()]))
  for (const { use, responseModel } of trials) if (responseModel !== null) models[use]?.add(responseModel)
  return trialUses.flatMap((use) => [...(models[use] ?? [])].sort().map((model) => ({ use, model })))
}

function costOf({ trials }: GateEvidence): number | null {
  const costs = new Float64Array(trials.length)
  let count = 0
  for (const { costUsd } of trials) if (costUsd !== null) costs[count++] = costUsd
  // A sum of floats must not depend on the order in which trials came in.
  return count === 0
    ? null
    : costs
        .subarray(0, count)
        .sort()
        .reduce((sum, cost) => sum + cost, 0)
}
