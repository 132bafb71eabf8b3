import type { MetricFilter } from '@pawl/core'
import { sql, type TelemetryStore } from '../../platform/telemetry/index.ts'
import { startsWithin } from './rollup-hours.ts'
import { traceConditions } from './trace-conditions.ts'

const mostKeys = 5
/** A key with more values names each request or person, not a kind of them. */
const mostValues = 50

export interface MetadataKeysQuery {
  readonly project: string
  readonly filter: MetricFilter
  readonly fromMs: number
  readonly toMs: number
}

/** The keys of the metadata that part the traces of a range into a few kinds, such as the plan of a user; those of most traces first. */
export async function readMetadataKeys(
  telemetry: TelemetryStore,
  query: MetadataKeysQuery,
): Promise<readonly string[]> {
  const { project, filter, fromMs, toMs } = query
  const range = { fromNs: BigInt(fromMs) * 1_000_000n, toNs: BigInt(toMs) * 1_000_000n }
  const rows = await telemetry.query<{ key: string }>(
    sql`SELECT key FROM (
        SELECT toString(pair.1) AS key, pair.2 AS key_value
        FROM (
          SELECT arrayJoin(CAST(metadata, 'Array(Tuple(String, String))')) AS pair FROM traces FINAL
          WHERE project = ${project} AND ${startsWithin([range])}
            AND ${traceConditions(project, { ...filter, runs: 'exclude' })}
        )
      )
      GROUP BY key HAVING uniqExact(key_value) BETWEEN 2 AND ${mostValues} ORDER BY count() DESC, key LIMIT ${mostKeys}`,
    { kind: 'background' },
  )
  return rows.map(({ key }) => key)
}
