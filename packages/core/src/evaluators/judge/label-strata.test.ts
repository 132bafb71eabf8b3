import { describe, expect, it } from 'vitest'
import { seededRandom, shuffled } from '../../testing/seeded-random.ts'
import { ppiPassRate } from './correct-pass-rate.ts'
import { judgeAccuracy } from './judge-accuracy.ts'
import { countJudgements, type LabelledJudgement } from './judge-counts.ts'
import { chooseStrata, outcomeOf, type Stratum, type StratumCounts, stratumOf, weighLabels } from './label-strata.ts'

const counts = (stratum: Stratum, [passed, failed, unlabelled]: readonly [number, number, number]): StratumCounts => ({
  stratum,
  passed,
  failed,
  unlabelled,
})

describe('labels that were drawn from strata', () => {
  it('count as they are when every output is labelled', () => {
    const { counts: found, uncovered } = weighLabels([
      counts('pass', [30, 10, 0]),
      counts('fail', [5, 15, 0]),
      counts('unknown', [2, 1, 0]),
    ])
    expect(found).toEqual({ truePass: 30, falsePass: 10, falseFail: 5, trueFail: 15, unknownPass: 2, unknownFail: 1 })
    expect(uncovered).toBe(0)
  })

  it('count for the share of their stratum, and for fewer labels the more the shares differ', () => {
    const { counts: found } = weighLabels([counts('pass', [45, 5, 850]), counts('fail', [10, 40, 50])])
    const labels = Object.values(found).reduce((sum, count) => sum + count, 0)
    expect((found.truePass + found.falsePass) / labels).toBeCloseTo(0.9, 6)
    expect(found.falsePass / (found.truePass + found.falsePass)).toBeCloseTo(0.1, 6)
    expect(labels).toBeLessThan(65)
    expect(labels).toBeGreaterThan(50)
  })

  it('say nothing of strata without a label, which are counted', () => {
    expect(weighLabels([counts('pass', [4, 1, 10]), counts('unknown', [0, 0, 7])])).toMatchObject({
      uncovered: 7,
      counts: { truePass: 4, falsePass: 1, unknownPass: 0 },
    })
    expect(weighLabels([]).counts.truePass).toBe(0)
  })

  it('give figures that hold for all outputs, where the labels by themselves mislead', () => {
    const random = seededRandom(7)
    // A judge that says fail to one output in ten, right in 60 % of those; people fail 14 % of what it passes.
    const outputs = Array.from({ length: 3000 }, (): LabelledJudgement => {
      const judge = random() < 0.1 ? 'fail' : 'pass'
      return { judge, human: random() < (judge === 'fail' ? 0.6 : 0.14) ? 'fail' : 'pass' }
    })
    const truth = outputs.filter(({ human }) => human === 'pass').length / outputs.length
    const sensitivity = judgeAccuracy(countJudgements(outputs)).sensitivity.rate ?? 0
    let [held, plain, width, drift] = [0, 0, 0, 0]
    const rounds = 400
    for (let round = 0; round < rounds; round++) {
      const order = shuffled(outputs, random)
      const labelled = (['pass', 'fail'] as const).flatMap((judge) =>
        order.filter((each) => each.judge === judge).slice(0, 60),
      )
      const strata = (['pass', 'fail'] as const).map((judge) => {
        const those = labelled.filter((each) => each.judge === judge)
        const passed = those.filter((each) => each.human === 'pass').length
        const all = outputs.filter((each) => each.judge === judge).length
        return counts(judge, [passed, those.length - passed, all - those.length])
      })
      const share = (strata[0]?.unlabelled ?? 0) + (strata[1]?.unlabelled ?? 0)
      const judgedPass = outputs.filter(({ judge }) => judge === 'pass').length / outputs.length
      const unlabelled = { passed: judgedPass * share, failed: (1 - judgedPass) * share, unknown: 0 }
      const weighed = weighLabels(strata).counts
      const { rate, interval } = ppiPassRate({ labelled: weighed, unlabelled })
      if (interval.low <= truth && truth <= interval.high) held++
      width += (interval.high - interval.low) / rounds
      drift += ((judgeAccuracy(weighed).sensitivity.rate ?? 0) - sensitivity) / rounds
      const naive = ppiPassRate({ labelled: countJudgements(labelled), unlabelled }).interval
      if (naive.low <= truth && truth <= naive.high) plain++
      expect(rate).not.toBeNull()
    }
    expect(held / rounds).toBeGreaterThan(0.94)
    expect(plain / rounds).toBeLessThan(0.9)
    expect(Math.abs(drift)).toBeLessThan(0.01)
    expect(width).toBeLessThan(0.25)
  })
})

describe('which outputs are labelled next', () => {
  it('a few of each kind, those first in which the judge was unsure', () => {
    const chosen = chooseStrata(
      [counts('pass', [0, 0, 900]), counts('fail', [0, 0, 90]), counts('unknown', [0, 0, 2])],
      8,
    )
    expect(chosen.slice(0, 2)).toEqual(['unknown', 'unknown'])
    expect(new Set(chosen)).toEqual(new Set(['unknown', 'pass', 'fail']))
  })

  it('then where people differ, and never more than there are', () => {
    const chosen = chooseStrata([counts('pass', [50, 0, 400]), counts('fail', [25, 25, 400])], 20)
    expect(chosen.filter((each) => each === 'fail').length).toBeGreaterThan(15)
    expect(
      chooseStrata([counts('pass', [9, 9, 1]), { ...counts('fail', [0, 0, 2]), stratum: 'not_judged' }], 10),
    ).toHaveLength(3)
  })

  it('a stratum is what the judge said and whether it was sure', () => {
    expect(stratumOf({ outcome: 'pass', score: 1 })).toBe('pass')
    expect(stratumOf({ outcome: 'fail', score: 0.5 })).toBe('fail:partial')
    expect(stratumOf({ outcome: 'unknown', score: null })).toBe('unknown')
    expect(outcomeOf('fail:partial')).toBe('fail')
  })
})
