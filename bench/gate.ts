import { decideGate, type GateTrial, nextTrials, verifyVerdict } from '@pawl/core'
import { simulatedEvidence, simulatedTrial } from './gate-simulation/evidence.ts'
import { gateFlakySuite, gateRecordedPair, hasRecordings, recordedPairs } from './gate-simulation/recorded-pairs.ts'
import { exactHoldRate, simulateRowGates } from './gate-simulation/row-gates.ts'
import { type SetGates, simulateSetGates } from './gate-simulation/set-gates.ts'
import { option, quantile, random, report } from './workload.ts'

// How often the gate errs, and how many calls it takes, over simulated gates and recorded outcomes; and how long a decision takes.
const gates = option('gates', { full: 10_000, smoke: 50 })
const orders = option('orders', { full: 200, smoke: 5 })
const splits = option('splits', { full: 2_000, smoke: 20 })
const rowCount = option('rows', { full: 10_000, smoke: 500 })

const hundred = (rateOf: (row: number) => number) => Array.from({ length: 100 }, (_, row) => rateOf(row))
/** The best design of a fixed size with the same errors: 28 trials of each row, 19 of which must pass. */
const fixedCalls = 100 * 28

const broken = simulateRowGates({ probabilities: hundred((row) => (row === 0 ? 0.5 : 1)), gates, next: random(21) })
report('gate.false_pass_rate', broken.passRate, 'ratio')
report('gate.false_pass_rate.exact', exactHoldRate(0.5, 100), 'ratio')

const unchanged = {
  all_one: hundred(() => 1),
  mix: hundred((row) => [1, 0.97, 0.95, 0.9][row % 4] ?? 1),
  all_nine: hundred(() => 0.9),
}
for (const [name, probabilities] of Object.entries(unchanged)) {
  const figures = simulateRowGates({ probabilities, gates, next: random(22) })
  report(`gate.false_fail_rate.${name}`, figures.failRate, 'ratio')
  report(`gate.inconclusive_rate.${name}`, figures.unsureRows, 'ratio')
  report(`gate.calls_ratio.${name}`, figures.meanCalls / fixedCalls, 'ratio')
}
for (const [name, rest] of [
  ['', 1],
  ['.rest_mixed', 0],
] as const) {
  const probabilities = hundred((row) => (row < 20 ? 0.5 : rest === 1 ? 1 : (unchanged.mix[row] ?? 1)))
  const figures = simulateRowGates({ probabilities, gates, next: random(23) })
  report(`gate.calls_ratio_broken${name}`, figures.meanCalls / fixedCalls, 'ratio')
  report(`gate.broken_caught_rate${name}`, figures.failRate, 'ratio')
}

const sets = { maxDrop: 0.1, drop: 0, until: 'decided', gates } as const satisfies Omit<SetGates, 'next'>
const simulate = (seed: number, of: Partial<SetGates> = {}) => simulateSetGates({ ...sets, ...of, next: random(seed) })
const same = simulate(31)
report('gate.set_pairs_median.no_change', same.median, 'pairs')
report('gate.set_pairs_p95.no_change', same.p95, 'pairs')
report('gate.set_false_fail_rate', same.failRate, 'ratio')
report('gate.set_pairs_median.no_change_cached_baseline', simulate(32, { baselinePerPair: 4 }).median, 'pairs')
report('gate.set_pairs_median.drop_to_fail', simulate(33, { drop: 0.2 }).median, 'pairs')
report(
  'gate.set_pairs_median.drop_to_fail_beside_rows',
  simulate(34, { drop: 0.2, failErrorRate: 0.025 }).median,
  'pairs',
)
report('gate.set_pairs_median.drop_proven', simulate(35, { drop: 0.2, until: 'drop_proven' }).median, 'pairs')
report('gate.set_false_pass_rate', simulate(36, { drop: 0.1 }).passRate, 'ratio')
const usual = simulate(37, { maxDrop: 0.05, gates: Math.ceil(gates / 5) })
report('gate.set_pairs_median.no_change_usual_drop', usual.median, 'pairs')
report('gate.set_decided_rate.no_change_usual_drop', usual.passRate + usual.failRate, 'ratio')

if (hasRecordings) {
  for (const pair of recordedPairs()) {
    const { passRate, failRate, dropProvenRate, medianRows } = gateRecordedPair(pair, orders)
    report(`gate.recorded.${pair.name}.pass_rate`, passRate, 'ratio')
    report(`gate.recorded.${pair.name}.fail_rate`, failRate, 'ratio')
    report(`gate.recorded.${pair.name}.drop_proven_rate`, dropProvenRate, 'ratio')
    report(`gate.recorded.${pair.name}.rows_median`, medianRows, 'rows')
    report(`gate.recorded.${pair.name}.rows_share`, medianRows / pair.differences.length, 'ratio')
  }
  const flaky = gateFlakySuite(splits)
  report('gate.flaky_suite.fail_rate', flaky.failRate, 'ratio')
  report('gate.flaky_suite.pass_rate', flaky.passRate, 'ratio')
  report('gate.flaky_suite.pairs_mean', flaky.meanPairs, 'pairs')
} else process.stderr.write('No ../shared/data: the recorded outcomes are left out\n')

/** Five passes of each row hold where .95 is required: every trial is looked at. */
const trials: GateTrial[] = []
for (let row = 0; row < rowCount; row++) {
  for (let trial = 1; trial <= 5; trial++) trials.push(simulatedTrial('row', row, { trial, isPass: true }))
}
const thresholds = { required: 0.95, floor: 0.5 }
const gate = { rowCount, outcomes: 'random', hasBaseline: false, role: 'proof' } as const
const evidence = simulatedEvidence({ ...gate, seed: 'decide', trials, thresholds })
const times = (work: () => unknown): readonly number[] =>
  Array.from({ length: 9 }, () => {
    const started = performance.now()
    work()
    return performance.now() - started
  })
const verdict = decideGate(evidence)
if (verdict.verdict !== 'pass') throw new Error(`the large gate should pass: ${verdict.reason}`)
report(
  'gate.decide_ms',
  quantile(
    times(() => decideGate(evidence)),
    0.5,
  ),
  'ms',
)
report('gate.decide_ms.slowest', Math.max(...times(() => decideGate(evidence))), 'ms')
report(
  'gate.next_trials_ms',
  quantile(
    times(() => nextTrials(evidence, 8)),
    0.5,
  ),
  'ms',
)
report(
  'gate.verify_ms',
  quantile(
    times(() => verifyVerdict(evidence, verdict)),
    0.5,
  ),
  'ms',
)
process.exit(0)
