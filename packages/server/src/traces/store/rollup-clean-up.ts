import { type SqlText, sql, type TelemetryStore } from '../../platform/telemetry/index.ts'

const options = { kind: 'background' } as const

/**
 * Deletes rollup rows that no hour names any more: of earlier revisions, and of runs that broke. Those of revisions from
 * `before` on stay, since a query may have chosen them a moment ago.
 */
export async function deleteOldRevisions(telemetry: TelemetryStore, before: bigint): Promise<void> {
  for (const table of [sql`span_rollup`, sql`trace_rollup`]) {
    const isOld = sql`revision < ${before} AND (project, hour, revision) NOT IN
      (SELECT project, hour, revision FROM rollup_hours FINAL)`
    if (await hasRow(telemetry, table, isOld))
      await telemetry.command(sql`DELETE FROM ${table} WHERE ${isOld}`, options)
  }
}

async function hasRow(telemetry: TelemetryStore, table: SqlText, condition: SqlText): Promise<boolean> {
  const rows = await telemetry.query(sql`SELECT 1 FROM ${table} WHERE ${condition} LIMIT 1`, options)
  return rows.length > 0
}
