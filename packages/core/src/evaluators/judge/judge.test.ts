import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../testing/seeded-random.ts'
import { wilsonInterval } from '../../traces/index.ts'
import {
  cohensKappa,
  countJudgements,
  type JudgeCounts,
  judgeAccuracy,
  judgeFitness,
  type LabelledJudgement,
  labelsForInformedness,
  labelsForRate,
  orderSwapConsistency,
  ppiPassRate,
  roganGladenPassRate,
} from './index.ts'

const noCounts: JudgeCounts = { truePass: 0, falseFail: 0, falsePass: 0, trueFail: 0, unknownPass: 0, unknownFail: 0 }
const counts = (some: Partial<JudgeCounts>): JudgeCounts => ({ ...noCounts, ...some })
const none = { passed: 0, failed: 0, unknown: 0 }
const anyCounts = fc.record({
  truePass: fc.nat(300),
  falseFail: fc.nat(300),
  falsePass: fc.nat(300),
  trueFail: fc.nat(300),
  unknownPass: fc.nat(20),
  unknownFail: fc.nat(20),
})
const anyJudged = fc.record({ passed: fc.nat(5000), failed: fc.nat(5000), unknown: fc.nat(100) })

describe('agreement with human labels', () => {
  // Point and standard error computed with statsmodels 0.15 (cohens_kappa).
  it.each([
    { truePass: 20, falseFail: 5, falsePass: 10, trueFail: 15, kappa: 0.4, error: 0.126996 },
    { truePass: 45, falseFail: 15, falsePass: 25, trueFail: 15, kappa: 0.130435, error: 0.098662 },
    { truePass: 25, falseFail: 35, falsePass: 5, trueFail: 35, kappa: 0.259259, error: 0.07716 },
    { truePass: 44, falseFail: 5, falsePass: 20, trueFail: 11, kappa: 0.277457, error: 0.103521 },
  ])('of a table has the known κ $kappa and standard error $error', ({ kappa, error, ...table }) => {
    const found = cohensKappa(counts(table))
    expect(found.kappa).toBeCloseTo(kappa, 6)
    expect(found.standardError).toBeCloseTo(error, 6)
  })

  it('is beyond chance only: a judge that always passes agrees on 90 % and has κ 0', () => {
    expect(cohensKappa(counts({ truePass: 90, falsePass: 10 }))).toMatchObject({ kappa: 0, agreement: 0.9 })
  })

  it('is not taken for certain after a few labels that agree', () => {
    const few = cohensKappa(counts({ truePass: 3, trueFail: 3 }))
    expect(few.kappa).toBe(1)
    expect(few.interval.low).toBeLessThan(0.6)
    expect(few.interval.high).toBe(1)
  })

  it('has no meaning where both always say the same, or nothing was labelled', () => {
    expect(cohensKappa(counts({ truePass: 20 })).kappa).toBeNull()
    expect(cohensKappa(noCounts)).toMatchObject({ kappa: null, interval: { low: -1, high: 1 } })
  })

  it.each([
    { labels: 30, passRate: 0.5, sensitivity: 0.9, specificity: 0.9 },
    { labels: 100, passRate: 0.8, sensitivity: 0.8, specificity: 0.7 },
    { labels: 200, passRate: 0.3, sensitivity: 0.3, specificity: 0.8 },
  ])('lies in its interval in about 95 of 100 cases: %o', ({ labels, passRate, sensitivity, specificity }) => {
    const judgePass = passRate * sensitivity + (1 - passRate) * (1 - specificity)
    const agreed = passRate * sensitivity + (1 - passRate) * specificity
    const byChance = passRate * judgePass + (1 - passRate) * (1 - judgePass)
    const truth = (agreed - byChance) / (1 - byChance)
    const draw = drawing({ passRate, sensitivity, specificity })
    const held = share(2000, () => {
      const { low, high } = cohensKappa(countJudgements(Array.from({ length: labels }, draw))).interval
      return low <= truth && truth <= high
    })
    expect(held).toBeGreaterThan(0.93)
  })
})

describe('sensitivity and specificity', () => {
  it('are shares of the labelled passes and of the labelled fails, each with its interval', () => {
    const accuracy = judgeAccuracy(counts({ truePass: 45, falseFail: 5, trueFail: 40, falsePass: 10, unknownFail: 25 }))
    expect(accuracy.sensitivity).toEqual({ rate: 0.9, interval: wilsonInterval(0.9, 50), count: 50 })
    expect(accuracy.specificity).toEqual({ rate: 0.8, interval: wilsonInterval(0.8, 50), count: 50 })
    expect(accuracy.undecided.rate).toBe(0.2)
  })

  it('give the published interval of a difference of two proportions', () => {
    // Newcombe (1998), Statistics in Medicine 17, 873–890, table II, (a) 56/70 − 48/80, method 10.
    const { informedness } = judgeAccuracy(counts({ truePass: 56, falseFail: 14, falsePass: 48, trueFail: 32 }))
    expect(informedness.rate).toBeCloseTo(0.2, 10)
    expect(informedness.interval.low).toBeCloseTo(0.0524, 4)
    expect(informedness.interval.high).toBeCloseTo(0.3339, 4)
  })
})

describe('a judge asked in both orders', () => {
  it('is consistent where it prefers the same answer, wherever that stood', () => {
    const pairs = [
      { outputFirst: 'output', referenceFirst: 'output' },
      { outputFirst: 'output', referenceFirst: 'reference' },
      { outputFirst: 'reference', referenceFirst: 'output' },
      { outputFirst: 'tie', referenceFirst: 'tie' },
      { outputFirst: 'tie', referenceFirst: 'output' },
    ] as const
    expect(orderSwapConsistency(pairs)).toMatchObject({ rate: 0.4, pairCount: 5, alwaysFirst: 1, alwaysLast: 1 })
    expect(orderSwapConsistency([])).toMatchObject({ rate: null, interval: { low: 0, high: 1 } })
  })
})

describe('the corrected pass rate', () => {
  it('is the labels alone, with their plain interval, where nothing else was judged', () => {
    const labelled = counts({ truePass: 30, falsePass: 10, trueFail: 10 })
    expect(ppiPassRate({ labelled, unlabelled: none })).toEqual({
      rate: 0.6,
      interval: wilsonInterval(0.6, 50),
      lambda: 0,
      effectiveLabels: 50,
    })
  })

  it('follows the formula of PPI++', () => {
    const labelled = counts({ truePass: 400, falseFail: 100, falsePass: 50, trueFail: 450 })
    const { lambda, rate } = ppiPassRate({ labelled, unlabelled: { passed: 3000, failed: 7000, unknown: 0 } })
    const covariance = 0.4 - 0.5 * 0.45
    const tuned = covariance / (0.45 * 0.55 + 0.1 * 0.3 * 0.7)
    expect(lambda).toBeCloseTo(tuned, 2)
    expect(rate).toBeCloseTo(0.5 + tuned * (0.3 - 0.45), 3)
  })

  it('is never less certain than the labels alone, whatever the judge is worth', () => {
    fc.assert(
      fc.property(anyCounts, anyJudged, (labelled, unlabelled) => {
        const made = Object.values(labelled).reduce((sum, count) => sum + count, 0)
        const { rate, interval, lambda, effectiveLabels } = ppiPassRate({ labelled, unlabelled })
        expect(effectiveLabels).toBeGreaterThanOrEqual(made)
        expect(lambda).toBeGreaterThanOrEqual(0)
        expect(lambda).toBeLessThanOrEqual(1)
        if (made === 0) expect(rate).toBeNull()
        else expect((rate ?? -1) >= interval.low && (rate ?? 2) <= interval.high).toBe(true)
      }),
    )
  })

  it.each([
    { labels: 20, passRate: 0.5, sensitivity: 0.95, specificity: 0.95 },
    { labels: 20, passRate: 0.9, sensitivity: 1, specificity: 1 },
    { labels: 50, passRate: 0.1, sensitivity: 0.8, specificity: 0.7 },
    { labels: 50, passRate: 0.9, sensitivity: 0.5, specificity: 0.5 },
    { labels: 100, passRate: 0.7, sensitivity: 0.99, specificity: 0.9 },
  ])('holds the true rate in about 95 of 100 cases: %o', ({ labels, ...judge }) => {
    const draw = drawing(judge)
    const held = share(1000, () => {
      const labelled = countJudgements(Array.from({ length: labels }, draw))
      const rest = countJudgements(Array.from({ length: 500 }, draw))
      const passed = rest.truePass + rest.falsePass
      const { low, high } = ppiPassRate({ labelled, unlabelled: { passed, failed: 500 - passed, unknown: 0 } }).interval
      return low <= judge.passRate && judge.passRate <= high
    })
    expect(held).toBeGreaterThan(0.925)
  })

  it('stays right where a judge is often undecided about bad outputs', () => {
    const draw = drawing({ passRate: 0.6, sensitivity: 0.9, specificity: 0.9, undecidedOfFails: 0.7 })
    const held = share(1000, () => {
      const labelled = countJudgements(Array.from({ length: 60 }, draw))
      const rest = countJudgements(Array.from({ length: 500 }, draw))
      const unlabelled = {
        passed: rest.truePass + rest.falsePass,
        failed: rest.trueFail + rest.falseFail,
        unknown: rest.unknownPass + rest.unknownFail,
      }
      const { low, high } = ppiPassRate({ labelled, unlabelled }).interval
      return low <= 0.6 && 0.6 <= high
    })
    expect(held).toBeGreaterThan(0.925)
  })

  it('of Rogan and Gladen recovers the rate from a judge whose errors are known', () => {
    // 70 % true passes: .7 · .9 + .3 · .2 = .69 judged passes.
    const labelled = counts({ truePass: 900, falseFail: 100, falsePass: 200, trueFail: 800 })
    const { rate, interval } = roganGladenPassRate({ labelled, unlabelled: { passed: 690, failed: 310, unknown: 0 } })
    expect(rate).toBeCloseTo(0.7, 10)
    expect(interval.low).toBeGreaterThan(0.64)
    expect(interval.high).toBeLessThan(0.76)
  })

  it('of Rogan and Gladen holds the true rate in about 95 of 100 cases, also of other outputs than those labelled', () => {
    const judge = { sensitivity: 0.9, specificity: 0.85 }
    const drawLabel = drawing({ passRate: 0.5, ...judge })
    const draw = drawing({ passRate: 0.9, ...judge })
    const held = share(1000, () => {
      const labelled = countJudgements(Array.from({ length: 100 }, drawLabel))
      const rest = countJudgements(Array.from({ length: 500 }, draw))
      const passed = rest.truePass + rest.falsePass
      const { low, high } = roganGladenPassRate({
        labelled,
        unlabelled: { passed, failed: 500 - passed, unknown: 0 },
      }).interval
      return low <= 0.9 && 0.9 <= high
    })
    expect(held).toBeGreaterThan(0.93)
  })

  it('of Rogan and Gladen is not made up where the judge is no better than chance or never met a fail', () => {
    const unlabelled = { passed: 50, failed: 50, unknown: 0 }
    const noRate = { rate: null, interval: { low: 0, high: 1 } }
    expect(roganGladenPassRate({ labelled: counts({ truePass: 40 }), unlabelled })).toEqual(noRate)
    const guess = counts({ truePass: 10, falseFail: 10, falsePass: 11, trueFail: 9 })
    expect(roganGladenPassRate({ labelled: guess, unlabelled })).toEqual(noRate)
  })
})

describe('labels still needed', () => {
  it('are those of a plain sample when the judge is useless, and far fewer when it is good', () => {
    const unlabelled = { passed: 50_000, failed: 50_000, unknown: 0 }
    const useless = counts({ truePass: 25, falseFail: 25, falsePass: 25, trueFail: 25 })
    const good = counts({ truePass: 48, falseFail: 2, falsePass: 2, trueFail: 48 })
    // 1.96² · .25 / .05² = 384 for ± 5 points.
    const plain = labelsForRate({ labelled: useless, unlabelled }, { halfWidth: 0.05 })
    expect(plain).toBeGreaterThan(250)
    expect(plain).toBeLessThan(290)
    expect(labelsForRate({ labelled: good, unlabelled }, { halfWidth: 0.05 })).toBe(0)
    expect(labelsForRate({ labelled: noCounts, unlabelled: none }, { halfWidth: 0.05 })).toBe(381)
  })

  it('are none exactly when the judge’s bound is reached, and otherwise the least that reach it', () => {
    const strong = counts({ truePass: 18, falseFail: 2, falsePass: 3, trueFail: 17 })
    const more = labelsForInformedness(strong, { bound: 0.6 }) ?? -1
    expect(more).toBeGreaterThan(0)
    const factor = (40 + more) / 40
    const grown = counts({
      truePass: 18 * factor,
      falseFail: 2 * factor,
      falsePass: 3 * factor,
      trueFail: 17 * factor,
    })
    expect(judgeAccuracy(grown).informedness.interval.low).toBeGreaterThanOrEqual(0.6)
    expect(labelsForInformedness(grown, { bound: 0.6 })).toBe(0)
  })
})

describe('a judge for gating', () => {
  it('is fit exactly when the lower bound of sensitivity + specificity − 1 is at least 0.4', () => {
    fc.assert(
      fc.property(anyCounts, (labelled) => {
        const { isFit, informedness, labelsStillNeeded, reason } = judgeFitness(labelled)
        expect(isFit).toBe(informedness.rate !== null && informedness.interval.low >= 0.4)
        expect(labelsStillNeeded === 0).toBe(isFit)
        expect(reason).toMatch(isFit ? /^Fit for gating/ : /^Unfit for gating/)
      }),
    )
  })

  it('is unfit while nobody measured it, and the reason says what is missing', () => {
    expect(judgeFitness(noCounts).reason).toContain('it judged no output that a human labelled')
    expect(judgeFitness(counts({ truePass: 90 })).reason).toContain('it judged no failed output')
  })

  it('with few labels is told how many more may prove it', () => {
    const fitness = judgeFitness(counts({ truePass: 7, falseFail: 1, falsePass: 1, trueFail: 7 }))
    expect(fitness.isFit).toBe(false)
    expect(fitness.labelsStillNeeded).toBeGreaterThan(0)
    expect(fitness.reason).toContain(`About ${fitness.labelsStillNeeded} more labels may prove it`)
  })
})

interface SimulatedJudge {
  readonly passRate: number
  readonly sensitivity: number
  readonly specificity: number
  readonly undecidedOfFails?: number
}

function drawing(judge: SimulatedJudge): () => LabelledJudgement {
  const random = seededRandom(11)
  return () => {
    const human = random() < judge.passRate ? 'pass' : 'fail'
    if (human === 'fail' && random() < (judge.undecidedOfFails ?? 0)) return { human, judge: 'unknown' }
    const isRight = random() < (human === 'pass' ? judge.sensitivity : judge.specificity)
    return { human, judge: isRight === (human === 'pass') ? 'pass' : 'fail' }
  }
}

function share(times: number, holds: () => boolean): number {
  let count = 0
  for (let i = 0; i < times; i++) if (holds()) count++
  return count / times
}
