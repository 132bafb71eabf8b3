import { mostPairs, PairedTest } from '@pawl/core'

/** Of tau-airline's 50 tasks, how many passed 0, 1, 2, 3 and 4 of their 4 trials. */
const tasksByPasses = [14, 12, 10, 4, 10] as const
const unsteadyRates: readonly number[] = tasksByPasses.flatMap((tasks, passes) =>
  Array.from({ length: tasks }, () => passes / 4),
)
const meanRate = unsteadyRates.reduce((sum, rate) => sum + rate, 0) / unsteadyRates.length

export interface SetGates {
  readonly maxDrop: number
  /** The true mean drop; each row loses in proportion to how often it passed. */
  readonly drop: number
  /** Trials of the baseline in each pair. */
  readonly baselinePerPair?: number
  readonly until: 'decided' | 'drop_proven'
  readonly failErrorRate?: number
  readonly gates: number
  readonly next: () => number
}

export interface SetGateFigures {
  readonly passRate: number
  readonly failRate: number
  /** Pairs until then, the undecided counted as the most; median and 95th percentile. */
  readonly median: number
  readonly p95: number
}

/** Gates over one dataset alone with random outcomes: rows drawn with replacement, fresh trials of both sides each time. */
export function simulateSetGates(of: SetGates): SetGateFigures {
  const { maxDrop, drop, baselinePerPair = 1, failErrorRate = 0.05, gates, next } = of
  const kept = 1 - drop / meanRate
  const pairs = new Int32Array(gates)
  let [passes, fails] = [0, 0]
  for (let gate = 0; gate < gates; gate++) {
    const test = new PairedTest({ maxDrop, errorRate: 0.05, failErrorRate, population: null })
    const isOver = () => (of.until === 'decided' ? test.state !== 'unsure' : test.dropProvenAt > 0)
    while (test.pairs < mostPairs && !isOver()) {
      const rate = unsteadyRates[Math.floor(next() * unsteadyRates.length)] ?? 0
      let baseline = 0
      for (let trial = 0; trial < baselinePerPair; trial++) if (next() < rate) baseline++
      test.observe((next() < rate * kept ? 1 : 0) - baseline / baselinePerPair)
    }
    pairs[gate] = test.pairs
    if (test.state === 'pass') passes++
    if (test.state === 'fail') fails++
  }
  pairs.sort()
  const at = (share: number) => pairs[Math.floor(share * gates)] ?? Number.NaN
  return { passRate: passes / gates, failRate: fails / gates, median: at(0.5), p95: at(0.95) }
}
