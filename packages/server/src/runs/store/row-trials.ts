import type { TrialStatus } from '@pawl/core'
import { sql, type TelemetryStore } from '../../platform/telemetry/index.ts'

/** What the trials of a row came to in one run. */
export interface RowTrials {
  readonly run_id: string
  readonly row_revision: number
  /** Of the last attempt of each trial, in no order. */
  readonly statuses: readonly TrialStatus[]
  readonly stored_ms: number
}

/** Of the runs that tried a row last, the newest first; without their contents. */
export async function readTrialsOfRow(
  telemetry: TelemetryStore,
  { project, rowId, limit }: { readonly project: string; readonly rowId: string; readonly limit: number },
): Promise<readonly RowTrials[]> {
  return await telemetry.query<RowTrials>(
    sql`SELECT run_id, max(revision) AS row_revision, groupArray(last_status) AS statuses,
        toUnixTimestamp64Milli(max(stored)) AS stored_ms
      FROM (SELECT run_id, argMax(status, tuple(attempt, version)) AS last_status, max(row_revision) AS revision,
          max(stored_at) AS stored
        FROM trials WHERE project = ${project} AND row_id = ${rowId} AND is_deleted = 0 GROUP BY run_id, trial)
      GROUP BY run_id ORDER BY stored_ms DESC, run_id LIMIT ${limit}`,
    { kind: 'interactive' },
  )
}
