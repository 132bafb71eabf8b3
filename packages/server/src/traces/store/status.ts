import { sql, type TelemetryStore } from '../../platform/telemetry/index.ts'

export interface ProjectCounts {
  readonly spanCount: number
  readonly hasTraces: boolean
}

/** How much a project has. Resent spans that no merge has met yet may count twice: this is a rough figure for people. */
export async function countProject(telemetry: TelemetryStore, project: string): Promise<ProjectCounts> {
  const [row] = await telemetry.query<{ spans: number; traces: number }>(
    sql`SELECT (SELECT count() FROM spans WHERE project = ${project} AND is_deleted = 0) AS spans,
      (SELECT count() FROM (SELECT 1 FROM traces FINAL WHERE project = ${project} LIMIT 1)) AS traces`,
    { kind: 'interactive' },
  )
  return { spanCount: row?.spans ?? 0, hasTraces: (row?.traces ?? 0) > 0 }
}

export interface ContentHint {
  readonly producer: string
  readonly setting: string
  readonly spanCount: number
}

/** Producers that sent model calls without their content within the last week, with the setting that turns it on. */
export const readContentHints = (telemetry: TelemetryStore, project: string): Promise<readonly ContentHint[]> =>
  telemetry.query<ContentHint>(
    sql`SELECT producer, missing_setting AS setting, count() AS spanCount FROM spans FINAL
      WHERE project = ${project} AND start_time > now() - INTERVAL 7 DAY AND missing_setting != ''
      GROUP BY producer, missing_setting ORDER BY spanCount DESC LIMIT 10`,
    { kind: 'heavy' },
  )

export interface RedactionCount {
  readonly rule: string
  readonly count: number
}

/** What redaction took out within the last week, by rule. */
export const readRedactions = (telemetry: TelemetryStore, project: string): Promise<readonly RedactionCount[]> =>
  telemetry.query<RedactionCount>(
    sql`SELECT pair.1 AS rule, sum(pair.2) AS count
      FROM (SELECT arrayJoin(JSONExtractKeysAndValues(redactions, 'UInt64')) AS pair FROM spans FINAL
        WHERE project = ${project} AND start_time > now() - INTERVAL 7 DAY AND redactions != '')
      GROUP BY rule ORDER BY count DESC LIMIT 100`,
    { kind: 'heavy' },
  )
