import { durationBucketBase, zeroDurationBucket } from '@pawl/core'
import { type SqlText, sql } from '../../platform/telemetry/index.ts'

/** `durationBucket` of the core in SQL, over a column of nanoseconds. */
export const durationBucketOf = (column: SqlText): SqlText =>
  sql`toInt16(if(${column} = 0, ${zeroDurationBucket}, floor(log(${column}) / log(${durationBucketBase}))))`
