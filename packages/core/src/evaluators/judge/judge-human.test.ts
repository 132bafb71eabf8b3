import { describe, expect, it } from 'vitest'
import { seededRandom, shuffled } from '../../testing/seeded-random.ts'
import { hasSharedData, listShared, readShared } from '../../testing/shared-data.ts'
import { type Interval, wilsonInterval } from '../../traces/index.ts'
import { cohensKappa } from './cohens-kappa.ts'
import { type CorrectedRate, ppiPassRate, type RateEvidence, roganGladenPassRate } from './correct-pass-rate.ts'
import { countJudgements, type LabelledJudgement } from './judge-counts.ts'
import { judgeFitness } from './judge-fitness.ts'

const resamples = 1000
const files = listShared('data/judge-human', '.json')
const of = (judge: string) => files.filter((file) => file.endsWith(`_${judge}.json`)).map(votesIn)

describe.skipIf(!hasSharedData)('two judges against 876 human votes (skipped without ../shared)', () => {
  it('agree with humans on .58 to .69 and .46 to .66 of the pairs, which is little more than chance', () => {
    const small = of('gpt-4o-mini').map((votes) => cohensKappa(countJudgements(votes)))
    const large = of('gpt-5.2').map((votes) => cohensKappa(countJudgements(votes)))
    expect(small.concat(large)).toHaveLength(6)
    expectRange(rangeOf(small.map((each) => each.agreement)), [0.58, 0.69])
    expectRange(rangeOf(large.map((each) => each.agreement)), [0.46, 0.66])
    expectRange(rangeOf(small.map((each) => each.kappa)), [0.01, 0.14])
    expectRange(rangeOf(large.map((each) => each.kappa)), [0.01, 0.2])
    expect(small.reduce((sum, each) => sum + each.count, 0)).toBe(876)
  })

  it.each(files)('%s: the judge is unfit for gating, and more labels would not change that', (file) => {
    const fitness = judgeFitness(countJudgements(votesIn(file)))
    expect(fitness).toMatchObject({ isFit: false, labelsStillNeeded: null })
    expect(fitness.informedness.interval.high).toBeLessThan(0.4)
    expect(fitness.reason).toContain('More labels will not help: change the judge')
  })

  it.each(files)('%s: what the judge says by itself is wrong at least three times in four', (file) => {
    const votes = votesIn(file)
    const held = coverage(votes, 100, ({ unlabelled }) => {
      const count = unlabelled.passed + unlabelled.failed
      return wilsonInterval(unlabelled.passed / count, count)
    })
    expect(held.share).toBeLessThanOrEqual(0.25)
  })

  it.each(files.flatMap((file) => [50, 100].map((labels) => ({ file, labels }))))(
    '$file: with $labels labels the corrected rate holds the truth in 95 of 100 cases and is as narrow as labels alone',
    ({ file, labels }) => {
      const votes = votesIn(file)
      const corrected = coverage(votes, labels, (evidence) => ppiPassRate(evidence).interval)
      const alone = coverage(votes, labels, ({ labelled }) =>
        wilsonInterval((labelled.truePass + labelled.falseFail) / labels, labels),
      )
      expect(corrected.share).toBeGreaterThan(0.95)
      expect(corrected.width).toBeLessThanOrEqual(alone.width + 0.001)
      // Stated for a rate of one half, where an interval is widest; these rates are .24 to .41.
      expect(corrected.width).toBeLessThan(labels === 50 ? 0.27 : 0.19)
      expect(corrected.width).toBeGreaterThan(labels === 50 ? 0.21 : 0.15)
    },
  )

  it('Rogan and Gladen’s correction says nothing about them with 100 labels', () => {
    const found = files.map((file) => {
      let missing = 0
      const { width } = coverage(votesIn(file), 100, (evidence) => {
        const { rate, interval }: CorrectedRate = roganGladenPassRate(evidence)
        if (rate === null) missing++
        return interval
      })
      return { width, missing: missing / resamples }
    })
    expectRange(rangeOf(found.map((each) => each.width)), [0.74, 1])
    expect(Math.max(...found.map((each) => each.missing))).toBeGreaterThan(0.4)
  })
})

function coverage(
  votes: readonly LabelledJudgement[],
  labels: number,
  estimate: (evidence: RateEvidence) => Interval,
): { share: number; width: number } {
  const random = seededRandom(4318)
  const truth = votes.filter((vote) => vote.human === 'pass').length / votes.length
  let held = 0
  let width = 0
  for (let i = 0; i < resamples; i++) {
    const order = shuffled(votes, random)
    const rest = order.slice(labels)
    const passed = rest.filter((vote) => vote.judge === 'pass').length
    const interval = estimate({
      labelled: countJudgements(order.slice(0, labels)),
      unlabelled: { passed, failed: rest.length - passed, unknown: 0 },
    })
    if (interval.low <= truth && truth <= interval.high) held++
    width += interval.high - interval.low
  }
  return { share: held / resamples, width: width / resamples }
}

interface Vote {
  readonly model_a: string
  readonly human_winner: string
  readonly judge_pick: 'A' | 'B' | null
}

/** A pass is a win of the model that all three pairings have; its place was drawn at random. One pair has no pick. */
function votesIn(file: string): LabelledJudgement[] {
  const votes = JSON.parse(readShared(file)) as Vote[]
  return votes.flatMap(({ model_a, human_winner, judge_pick }) => {
    if (judge_pick === null) return []
    const isFirst = model_a === 'claude-opus-4-20250514'
    const human = (human_winner === 'model_a') === isFirst ? 'pass' : 'fail'
    return [{ human, judge: (judge_pick === 'A') === isFirst ? 'pass' : 'fail' }]
  })
}

function rangeOf(values: readonly (number | null)[]): [number, number] {
  const known = values.filter((value) => value !== null)
  return [Math.min(...known), Math.max(...known)]
}

/** Within a hundredth of the figures as they were stated. */
function expectRange(found: readonly [number, number], [lowest, highest]: readonly [number, number]): void {
  expect(Math.abs(found[0] - lowest)).toBeLessThanOrEqual(0.01)
  expect(Math.abs(found[1] - highest)).toBeLessThanOrEqual(0.01)
}
