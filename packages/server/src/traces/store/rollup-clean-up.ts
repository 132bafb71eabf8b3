import { type SqlText, sql, type TelemetryStore } from '../../platform/telemetry/index.ts'

const options = { kind: 'background' } as const

/**
 * Deletes what no query can have chosen since `before`: rows of an hour that a later revision before it replaced, and of
 * runs that broke off.
 */
export async function deleteOldRevisions(telemetry: TelemetryStore, before: bigint): Promise<void> {
  for (const table of [sql`span_rollup`, sql`span_facet_rollup`, sql`trace_rollup`, sql`rollup_hours`]) {
    const isOld = sql`revision < ${before} AND (project, hour, revision) NOT IN (
      SELECT project, hour, max(revision) FROM rollup_hours WHERE revision < ${before} GROUP BY project, hour)`
    if (await hasRow(telemetry, table, isOld))
      await telemetry.command(sql`DELETE FROM ${table} WHERE ${isOld}`, options)
  }
}

async function hasRow(telemetry: TelemetryStore, table: SqlText, condition: SqlText): Promise<boolean> {
  const rows = await telemetry.query(sql`SELECT 1 FROM ${table} WHERE ${condition} LIMIT 1`, options)
  return rows.length > 0
}
