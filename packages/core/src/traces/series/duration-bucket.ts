/**
 * Durations are counted in logarithmic buckets of 2 %: bucket b holds [1.02^b, 1.02^(b+1)) nanoseconds and stands for
 * its geometric middle, which is within 1 % of everything in it. Counts of buckets add up, so any partition of the same
 * durations gives the same quantiles.
 */
export const durationBucketBase = 1.02

/** The bucket of a duration of 0, which has no logarithm. */
export const zeroDurationBucket = -32_768

/** The bucket of a whole number of nanoseconds. */
export function durationBucket(durationNs: number): number {
  return durationNs <= 0 ? zeroDurationBucket : Math.floor(Math.log(durationNs) / Math.log(durationBucketBase))
}

/** The duration that a bucket stands for, in milliseconds. */
export function bucketDurationMs(bucket: number): number {
  return bucket === zeroDurationBucket ? 0 : durationBucketBase ** (bucket + 0.5) / 1e6
}

/**
 * The bucket of the nearest-rank quantile: the smallest one with at least `level` of all counts at or below it. Null
 * without counts.
 */
export function quantileBucket(counts: ReadonlyMap<number, number>, level: number): number | null {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
  if (total === 0) return null
  const rank = Math.max(1, Math.ceil(total * level))
  let seen = 0
  for (const [bucket, count] of [...counts].sort(([a], [b]) => a - b)) {
    seen += count
    if (seen >= rank) return bucket
  }
  return null
}
