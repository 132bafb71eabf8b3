import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../testing/seeded-random.ts'
import { locateChange } from './locate-change.ts'

const reference = { high: 0.05, low: 0.05 }

function stream(seed: number, rates: readonly (readonly [count: number, rate: number])[]): number[] {
  const next = seededRandom(seed)
  return rates.flatMap(([count, rate]) => Array.from({ length: count }, () => (next() < rate ? 1 : 0)))
}

describe('the place of a change', () => {
  it('is found among hundreds of observations, worse or better', () => {
    const worse = locateChange({
      values: stream(1, [
        [300, 0.05],
        [150, 0.25],
      ]),
      reference,
      direction: 'worse',
    })
    expect(Math.abs((worse?.index ?? 0) - 300)).toBeLessThan(12)
    const better = locateChange({
      values: stream(2, [
        [300, 0.4],
        [200, 0.1],
      ]),
      reference: { high: 0.4, low: 0.4 },
      direction: 'better',
    })
    expect(Math.abs((better?.index ?? 0) - 300)).toBeLessThan(15)
  })

  it('lies in its interval four times of five', () => {
    let inside = 0
    for (let seed = 10; seed < 110; seed++) {
      const found = locateChange({
        values: stream(seed, [
          [200, 0.05],
          [120, 0.2],
        ]),
        reference,
        direction: 'worse',
      })
      if (found !== null && found.from <= 200 && found.to >= 200) inside++
    }
    expect(inside).toBeGreaterThan(70)
  })

  it('is a clear step, with the interval ending on it', () => {
    const values = [...Array.from({ length: 50 }, () => 0), ...Array.from({ length: 20 }, () => 1)]
    expect(locateChange({ values, reference, direction: 'worse' })).toEqual({ index: 49, from: 46, to: 50 })
  })

  it('is nowhere without observations', () => {
    expect(locateChange({ values: [], reference, direction: 'worse' })).toBeNull()
  })
})
