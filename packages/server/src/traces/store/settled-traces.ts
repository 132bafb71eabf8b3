import type { TraceFilter } from '@pawl/core'
import { type SqlText, sql, type TelemetryStore } from '../../platform/telemetry/index.ts'
import { timeConditions, traceConditions } from './trace-conditions.ts'

const options = { kind: 'background' } as const

/** A place in the order in which traces last changed. */
export interface TraceCursor {
  /** Microseconds since 1970, as all versions. */
  readonly version: bigint
  /** '' for before all traces of this version. */
  readonly traceId: string
}

export interface SettledTrace {
  readonly cursor: TraceCursor
  readonly startNs: bigint
  readonly isDeleted: boolean
}

export interface SettledQuery {
  readonly after: TraceCursor
  /** Traces that changed later are left for later. */
  readonly until: bigint
  readonly limit: number
}

/**
 * Keys of a project's traces by when they last changed. A trace that changes again stands at its new place only, so who
 * reads on from the last one sees each change once.
 */
export async function readSettledPage(
  telemetry: TelemetryStore,
  project: string,
  { after, until, limit }: SettledQuery,
): Promise<readonly SettledTrace[]> {
  const rows = await telemetry.query<{ start_ns: string; trace: string; newest: string; deleted: number }>(
    sql`SELECT toString(toUnixTimestamp64Nano(start_time)) AS start_ns, trace_id AS trace, toString(last) AS newest, deleted
      FROM (
        SELECT start_time, trace_id, max(version) AS last, argMax(is_deleted, version) AS deleted
        FROM traces WHERE project = ${project} AND version >= ${after.version}
        GROUP BY start_time, trace_id
      )
      WHERE last <= ${until} AND (last > ${after.version} OR trace_id > ${after.traceId})
      ORDER BY last, trace_id LIMIT ${limit}`,
    options,
  )
  return rows.map((row) => ({
    cursor: { version: BigInt(row.newest), traceId: row.trace },
    startNs: BigInt(row.start_ns),
    isDeleted: row.deleted === 1,
  }))
}

/** Traces of a share that an id decides (`tracePoint` of the core), and with `allErrors` those in which something failed. */
export function isOfShare({ share, allErrors }: { readonly share: number; readonly allErrors: boolean }): SqlText {
  if (share >= 1) return sql`true`
  const chosen = sql`murmurHash3_32(trace_id) < ${share * 2 ** 32}`
  return allErrors ? sql`(${chosen} OR status = 'error')` : chosen
}

/** How many traces of the filter and its range there are that fit. */
export async function countTraces(
  telemetry: TelemetryStore,
  project: string,
  { filter, extra }: { readonly filter: TraceFilter; readonly extra: SqlText },
): Promise<number> {
  const [row] = await telemetry.query<{ n: number }>(
    sql`SELECT count() AS n FROM traces FINAL
      WHERE project = ${project} AND ${timeConditions(filter)} AND ${traceConditions(project, filter)} AND ${extra}`,
    { kind: 'heavy' },
  )
  return row?.n ?? 0
}
