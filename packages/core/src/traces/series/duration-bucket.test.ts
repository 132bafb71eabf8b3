import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bucketDurationMs, durationBucket, quantileBucket } from './duration-bucket.ts'

const anyDurationNs = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })

function countsOf(durations: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>()
  for (const duration of durations)
    counts.set(durationBucket(duration), (counts.get(durationBucket(duration)) ?? 0) + 1)
  return counts
}

describe('duration buckets', () => {
  it('stand for every duration in them within 1 %', () => {
    fc.assert(
      fc.property(anyDurationNs, (durationNs) => {
        expect(Math.abs(bucketDurationMs(durationBucket(durationNs)) / (durationNs / 1e6) - 1)).toBeLessThan(0.01)
      }),
    )
  })

  it('keep a duration of 0 as 0', () => {
    expect(bucketDurationMs(durationBucket(0))).toBe(0)
  })

  it('give the nearest-rank quantile within 1 %, whatever the durations and the level', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constant(0), anyDurationNs), { minLength: 1 }),
        fc.constantFrom(0, 0.5, 0.95, 0.99, 1),
        (durations, level) => {
          const exact = [...durations].sort((a, b) => a - b)[Math.max(1, Math.ceil(durations.length * level)) - 1] ?? 0
          const found = bucketDurationMs(quantileBucket(countsOf(durations), level) ?? Number.NaN)
          if (exact === 0) expect(found).toBe(0)
          else expect(Math.abs(found / (exact / 1e6) - 1)).toBeLessThan(0.01)
        },
      ),
    )
  })

  it('give no quantile of nothing', () => {
    expect(quantileBucket(new Map(), 0.5)).toBeNull()
  })
})
