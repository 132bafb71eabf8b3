import { sql, type TelemetryStore } from '../../platform/telemetry/index.ts'

const options = { kind: 'background' } as const
const millisecondLiteral = (time: Date) => sql`fromUnixTimestamp64Milli(${time.getTime()}, 'UTC')`

const isDue = (project: string, before: Date) =>
  sql`project = ${project} AND received_at < ${millisecondLiteral(before)}`

/** Whether anything of a project was received before. Months of receipt are partitions, so young ones are not looked at. */
export async function hasAnythingBefore(telemetry: TelemetryStore, project: string, before: Date): Promise<boolean> {
  const rows = await telemetry.query(sql`SELECT 1 FROM traces WHERE ${isDue(project, before)} LIMIT 1`, options)
  return rows.length > 0
}

/**
 * Deletes a project's traces of which nothing arrived since, with all that hangs on them. Their hours are no longer
 * settled: what is left of them is read raw.
 */
export async function eraseBefore(telemetry: TelemetryStore, project: string, before: Date): Promise<void> {
  const due = sql`SELECT trace_id FROM traces FINAL WHERE ${isDue(project, before)}`
  const dueText = sql`SELECT toString(trace_id) FROM traces FINAL WHERE ${isDue(project, before)}`
  const hours = sql`SELECT toStartOfHour(start_time) FROM spans WHERE project = ${project} AND trace_id IN (${due})`
  await telemetry.command(sql`DELETE FROM rollup_hours WHERE project = ${project} AND hour IN (${hours})`, options)
  for (const table of [sql`log_records`, sql`scores`]) {
    await telemetry.command(sql`DELETE FROM ${table} WHERE project = ${project} AND trace_id IN (${dueText})`, options)
  }
  for (const table of [sql`blob_references`, sql`spans`]) {
    await telemetry.command(sql`DELETE FROM ${table} WHERE project = ${project} AND trace_id IN (${due})`, options)
  }
  // Last: until here they say what is due.
  await telemetry.command(sql`DELETE FROM traces WHERE ${isDue(project, before)}`, options)
}

/** Media that no trace refers to any more. */
export async function eraseUnreferencedBlobs(telemetry: TelemetryStore, project: string): Promise<void> {
  await telemetry.command(
    sql`DELETE FROM blobs WHERE project = ${project} AND sha256 NOT IN (
      SELECT sha256 FROM blob_references FINAL WHERE project = ${project})`,
    options,
  )
}
