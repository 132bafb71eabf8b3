import { identifier, type SqlText, sql, type TelemetryStore } from '../../platform/telemetry/index.ts'

const options = { kind: 'background' } as const
const dayMs = 86_400_000
/** A flush writes media before what refers to them, within seconds. */
const flushMs = 300_000

const at = (time: Date): SqlText => sql`fromUnixTimestamp64Milli(${time.getTime()}, 'UTC')`
/** Versions are microseconds since 1970. */
const versionAt = (ms: number): SqlText => sql`${BigInt(Math.floor(ms)) * 1000n}`

export interface DueQuery {
  readonly project: string
  /** What began and was last added to before this is due. */
  readonly before: Date
}

/**
 * Traces to delete, oldest first. Old traces that were imported lately are not due: they are kept as long as anything else
 * that came in with them.
 */
export async function readDueTraces(
  telemetry: TelemetryStore,
  { project, before }: DueQuery,
  limit: number,
): Promise<readonly string[]> {
  const rows = await telemetry.query<{ trace_id: string }>(
    sql`SELECT trace_id FROM traces FINAL
      WHERE project = ${project} AND start_time < ${at(before)} AND received_at < ${at(before)}
      ORDER BY start_time LIMIT ${limit}`,
    options,
  )
  return rows.map((row) => row.trace_id)
}

/** Hidden logs and scores whose trace never came, or is gone already. */
export async function eraseStrays(telemetry: TelemetryStore, { project, before }: DueQuery): Promise<void> {
  const known = (column: SqlText, table: SqlText) => sql`(SELECT ${column} FROM traces FINAL
    WHERE project = ${project} AND ${column} IN (SELECT ${column} FROM ${table} WHERE project = ${project}))`
  await eraseRows(
    telemetry,
    sql`log_records`,
    sql`project = ${project} AND received_at < ${at(before)} AND time < ${at(before)} AND is_deleted = 0
      AND trace_id NOT IN ${known(sql`trace_id`, sql`log_records`)}`,
  )
  await eraseRows(
    telemetry,
    sql`scores`,
    sql`project = ${project} AND created_at < ${at(before)} AND is_deleted = 0 AND if(trace_id = '',
      session_id NOT IN ${known(sql`session_id`, sql`scores`)}, trace_id NOT IN ${known(sql`trace_id`, sql`scores`)})`,
  )
}

export interface EraseRequest extends DueQuery {
  readonly now: Date
  /** Everything with a version up to this is in the rollups. */
  readonly watermark: bigint
}

/**
 * Takes hidden rows away, and a day later what hid them: until then a row that is still on its way into the store could
 * turn up without it. Tombstones that the rollups have not seen stay too.
 */
export async function eraseHidden(telemetry: TelemetryStore, request: EraseRequest): Promise<void> {
  const { project, before, now, watermark } = request
  const dayAgo = new Date(now.getTime() - dayMs)
  const hidden = sql`SELECT trace_id FROM traces WHERE project = ${project} AND start_time < ${at(before)} AND is_deleted = 1`
  const dead = sql`${hidden} AND trace_id NOT IN (SELECT trace_id FROM traces FINAL
    WHERE project = ${project} AND trace_id IN (${hidden}))`
  const seen = sql`is_deleted = 1 AND start_time < ${at(before)} AND received_at < ${at(dayAgo)} AND version <= ${watermark}`
  await eraseRows(
    telemetry,
    sql`spans`,
    sql`project = ${project} AND (
      is_deleted = 0 AND received_at < ${at(before)} AND trace_id IN (${dead})
      OR ${seen} AND trace_id NOT IN (
        SELECT trace_id FROM spans WHERE project = ${project} AND start_time < ${at(before)} AND is_deleted = 0))`,
  )
  await eraseRows(
    telemetry,
    sql`traces`,
    sql`project = ${project} AND (
      is_deleted = 0 AND received_at < ${at(before)} AND trace_id IN (${dead})
      OR ${seen} AND trace_id NOT IN (SELECT trace_id FROM spans WHERE project = ${project} AND start_time < ${at(before)})
        AND trace_id NOT IN (
          SELECT trace_id FROM traces WHERE project = ${project} AND start_time < ${at(before)} AND is_deleted = 0))`,
  )
  await eraseHiddenOf(telemetry, { table: 'log_records', key: sql`(trace_id, span_id, id)`, project, now })
  await eraseHiddenOf(telemetry, { table: 'scores', key: sql`id`, project, now })
  await eraseHiddenOf(telemetry, { table: 'blob_references', key: sql`(sha256, trace_id)`, project, now })
}

interface SmallTable {
  readonly table: string
  readonly key: SqlText
  readonly project: string
  readonly now: Date
}

async function eraseHiddenOf(telemetry: TelemetryStore, { table, key, project, now }: SmallTable): Promise<void> {
  const name = identifier(table)
  const hidden = sql`SELECT ${key} FROM ${name} WHERE project = ${project} AND is_deleted = 1`
  const living = sql`SELECT ${key} FROM ${name} FINAL WHERE project = ${project} AND ${key} IN (${hidden})`
  await eraseRows(
    telemetry,
    name,
    sql`project = ${project} AND (
      is_deleted = 0 AND ${key} IN (${hidden}) AND ${key} NOT IN (${living})
      OR is_deleted = 1 AND version < ${versionAt(now.getTime() - dayMs)}
        AND ${key} NOT IN (SELECT ${key} FROM ${name} WHERE project = ${project} AND is_deleted = 0))`,
  )
}

/** Media of traces that go which no other trace refers to. */
export async function eraseBlobsOf(
  telemetry: TelemetryStore,
  doomed: { readonly project: string; readonly traceIds: readonly string[] },
): Promise<void> {
  const { project, traceIds } = doomed
  await eraseRows(
    telemetry,
    sql`blobs`,
    sql`project = ${project}
      AND sha256 IN (SELECT sha256 FROM blob_references WHERE project = ${project} AND trace_id IN ${traceIds})
      AND sha256 NOT IN (SELECT sha256 FROM blob_references FINAL WHERE project = ${project})`,
  )
}

/** Media that no trace refers to any more; those that came in just now may still wait for their trace. */
export async function eraseUnreferencedBlobs(telemetry: TelemetryStore, project: string, now: Date): Promise<void> {
  await eraseRows(
    telemetry,
    sql`blobs`,
    sql`project = ${project} AND version < ${versionAt(now.getTime() - flushMs)}
      AND sha256 NOT IN (SELECT sha256 FROM blob_references FINAL WHERE project = ${project})`,
  )
}

/** A delete writes every part of a partition anew, so that only partitions with such rows are touched. */
async function eraseRows(telemetry: TelemetryStore, table: SqlText, condition: SqlText): Promise<void> {
  const partitions = await telemetry.query<{ id: string }>(
    sql`SELECT DISTINCT _partition_id AS id FROM ${table} WHERE ${condition}`,
    options,
  )
  for (const { id } of partitions) {
    await telemetry.command(sql`DELETE FROM ${table} IN PARTITION ID ${id} WHERE ${condition}`, options)
  }
}

/** From this share of erased rows on, a partition is written anew without them. */
const wastedShare = 0.2

/**
 * Gives disk space back: erased rows stay on the disk, marked, until their parts are written anew, and large parts are
 * not merged on their own.
 */
export async function reclaimDisk(telemetry: TelemetryStore): Promise<void> {
  for (const table of ['spans', 'traces', 'log_records', 'blobs']) {
    const name = identifier(table)
    const partitions = await telemetry.query<{ partition_id: string }>(
      sql`SELECT partition_id FROM (
          SELECT partition_id, sum(rows) AS stored FROM system.parts
          WHERE active AND database = currentDatabase() AND table = ${table} AND has_lightweight_delete GROUP BY partition_id
        ) AS parts LEFT JOIN (
          SELECT _partition_id AS partition_id, count() AS kept FROM ${name}
          WHERE _part IN (SELECT name FROM system.parts
            WHERE active AND database = currentDatabase() AND table = ${table} AND has_lightweight_delete)
          GROUP BY partition_id
        ) AS living USING (partition_id)
        WHERE kept < stored * ${1 - wastedShare}`,
      options,
    )
    for (const { partition_id: id } of partitions) {
      await telemetry.command(
        sql`ALTER TABLE ${name} APPLY DELETED MASK IN PARTITION ID ${id} SETTINGS mutations_sync = 1`,
        options,
      )
    }
  }
}
