export { assembleSeries, emptyCell, type SeriesCell, type SeriesGroup, type SeriesParts } from './assemble-series.ts'
export { type BucketRange, chooseBuckets, type TimeBuckets } from './choose-buckets.ts'
export {
  bucketDurationMs,
  durationBucket,
  durationBucketBase,
  quantileBucket,
  zeroDurationBucket,
} from './duration-bucket.ts'
