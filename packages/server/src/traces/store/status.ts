import { type SqlText, sql, type TelemetryStore } from '../../platform/telemetry/index.ts'
import { countSettled, isRolledRow, readHours, startsWithin, type TimeRange } from './rollup-hours.ts'
import { planHours } from './rollup-plan.ts'

const options = { kind: 'interactive' } as const
/** From the year 2000, before which nothing is filed, to beyond what any clock may be ahead. */
const allTime: TimeRange = { fromNs: 946_684_800_000_000_000n, toNs: 4_102_444_800_000_000_000n }

export interface ProjectCounts {
  readonly spanCount: number
  readonly hasTraces: boolean
}

/** How much a project has, exact at any moment. */
export async function countProject(telemetry: TelemetryStore, project: string): Promise<ProjectCounts> {
  const [spans, traces] = await Promise.all([
    countSettled(telemetry, { project, table: 'spans', range: allTime }),
    countSettled(telemetry, { project, table: 'traces', range: allTime }),
  ])
  const [row] = await telemetry.query<{ span_count: number; trace_count: number }>(
    sql`SELECT (SELECT count() FROM spans FINAL WHERE project = ${project} AND ${startsWithin(spans.dirty)}) AS span_count,
      (SELECT count() FROM traces FINAL WHERE project = ${project} AND ${startsWithin(traces.dirty)}) AS trace_count`,
    options,
  )
  return {
    spanCount: spans.rowCount + (row?.span_count ?? 0),
    hasTraces: traces.rowCount + (row?.trace_count ?? 0) > 0,
  }
}

export interface ContentHint {
  readonly producer: string
  readonly setting: string
  readonly spanCount: number
}

const weekNs = 7n * 86_400_000_000_000n

/** Producers that sent model calls without their content within the last week, with the setting that turns it on. */
export async function readContentHints(
  telemetry: TelemetryStore,
  project: string,
  now: Date,
): Promise<readonly ContentHint[]> {
  const nowNs = BigInt(now.getTime()) * 1_000_000n
  const rows = await countNotices(telemetry, {
    project,
    range: { fromNs: nowNs - weekNs, toNs: allTime.toNs },
    rolled: sql`missing_content`,
    raw: sql`if(missing_setting = '', map(), map(concat(producer, '\n', missing_setting), toUInt64(1)))`,
  })
  return rows.slice(0, 10).map(({ name, count }) => {
    const [producer = '', ...setting] = name.split('\n')
    return { producer, setting: setting.join('\n'), spanCount: count }
  })
}

export interface RedactionCount {
  readonly rule: string
  readonly count: number
}

/** What redaction took out of everything that is stored, by rule. */
export async function readRedactions(telemetry: TelemetryStore, project: string): Promise<readonly RedactionCount[]> {
  const rows = await countNotices(telemetry, {
    project,
    range: allTime,
    rolled: sql`redactions`,
    raw: sql`if(redactions = '', map(), JSONExtract(redactions, 'Map(String, UInt64)'))`,
  })
  return rows.slice(0, 100).map(({ name, count }) => ({ rule: name, count }))
}

interface NoticeQuery {
  readonly project: string
  readonly range: TimeRange
  /** A map of counts, of a row of the rollup and of a span. */
  readonly rolled: SqlText
  readonly raw: SqlText
}

async function countNotices(
  telemetry: TelemetryStore,
  { project, range, rolled, raw }: NoticeQuery,
): Promise<readonly { readonly name: string; readonly count: number }[]> {
  const plan = planHours(await readHours(telemetry, { project, table: 'spans', range }), range, [])
  return await telemetry.query(
    sql`SELECT notice.1 AS name, sum(notice.2) AS count FROM (
        SELECT arrayJoin(${rolled}) AS notice FROM span_rollup
        WHERE project = ${project} AND ${isRolledRow(project, plan) ?? sql`false`}
        UNION ALL
        SELECT arrayJoin(CAST(${raw}, 'Map(String, UInt64)')) AS notice FROM spans FINAL
        WHERE project = ${project} AND ${startsWithin(plan.raw)}
      ) GROUP BY name ORDER BY count DESC, name`,
    options,
  )
}
