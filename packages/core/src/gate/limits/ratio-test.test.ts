import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../testing/seeded-random.ts'
import { RatioTest } from './ratio-test.ts'

const rules = { maxRatio: 1.2, errorRate: 0.05, failErrorRate: 0.05 }
const next = seededRandom(9)
const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
/** A figure with a long tail: rows differ much, and the same row by some. */
const pair = (ratio: number): [number, number] => {
  const row = Math.exp(0.8 * normal())
  return [ratio * row * Math.exp(0.4 * normal()), row * Math.exp(0.4 * normal())]
}

function run(ratio: number, most: number): RatioTest {
  const test = new RatioTest(rules)
  while (test.count < most && test.state === 'unsure') test.observe(...pair(ratio))
  return test
}

describe('a limit on cost, latency or tokens', () => {
  it('is kept when nothing changed and exceeded when the figure doubles', () => {
    const [same, double] = [run(1, 3000), run(2, 3000)]
    expect([same.state, double.state]).toEqual(['within', 'over'])
    expect(same.count).toBeLessThan(600)
    expect(double.interval?.low).toBeGreaterThan(1.2)
  })

  it('errs in at most 5 of 100 gates when the increase is exactly the limit, looked at after every pair', () => {
    const gates = 1500
    const states = Array.from({ length: gates }, () => run(1.2, 400).state)
    expect(states.filter((state) => state === 'within').length / gates).toBeLessThanOrEqual(0.05)
    expect(states.filter((state) => state === 'over').length / gates).toBeLessThanOrEqual(0.05)
  })

  it('decides nothing on fewer than 30 pairs, even without any spread', () => {
    const test = new RatioTest(rules)
    for (let count = 0; count < 29; count++) test.observe(10, 1)
    expect([test.state, test.interval]).toEqual(['unsure', null])
    test.observe(10, 1)
    expect(test.state).toBe('over')
  })

  it('keeps a figure that is exactly at its limit, without any spread, and one that is free on both sides', () => {
    const at = (candidate: number, baseline: number) => {
      const test = new RatioTest({ ...rules, maxRatio: 1.5 })
      for (let count = 0; count < 30; count++) test.observe(candidate, baseline)
      return test.state
    }
    expect([at(3, 2), at(0, 0), at(1, 0)]).toEqual(['within', 'within', 'over'])
  })

  it('has the ratio in its interval, and the limit outside of it once decided', () => {
    const test = run(1, 3000)
    const { low, high } = test.interval ?? { low: Number.NaN, high: Number.NaN }
    expect(low).toBeLessThan(test.ratio ?? 0)
    expect(high).toBeGreaterThan(test.ratio ?? 0)
    expect(high).toBeLessThanOrEqual(1.2)
  })
})
