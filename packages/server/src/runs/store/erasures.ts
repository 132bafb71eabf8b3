import { type SqlText, sql, type TelemetryStore } from '../../platform/telemetry/index.ts'

export interface TrialsOf {
  readonly rowIds: readonly string[]
  readonly traceIds: readonly string[]
}

/** Of one statement: each id is some forty bytes of SQL. */
const idsAtOnce = 2_000
/** What stands where there was content: nothing would look as if the target had said nothing. */
const erased = '[erased on request]'
const erasedOutput = JSON.stringify({ messages: [], value: erased })

export async function selectTraceIds(telemetry: TelemetryStore, project: string, of: TrialsOf): Promise<string[]> {
  const found = new Set<string>()
  for (const condition of conditionsOf(of)) {
    const rows = await telemetry.query<{ id: string }>(
      sql`SELECT DISTINCT trace_id AS id FROM trials WHERE project = ${project} AND ${condition} AND trace_id != ''`,
      { kind: 'background' },
    )
    for (const { id } of rows) found.add(id)
  }
  return [...found]
}

/** Rewrites them on the disk, so that nothing is left in parts that were replaced. */
export async function eraseContent(telemetry: TelemetryStore, project: string, of: TrialsOf): Promise<void> {
  for (const condition of conditionsOf(of)) {
    await telemetry.command(
      sql`ALTER TABLE trials UPDATE
        output = if(output = '', '', ${erasedOutput}), tool_calls = '',
        error_message = if(error_message = '', '', ${erased}),
        unrecorded_tool_call = if(unrecorded_tool_call = '', '', ${erased}),
        reasons = arrayMap(reason -> ${erased}, reasons)
        WHERE project = ${project} AND ${condition} SETTINGS mutations_sync = 1`,
      { kind: 'background' },
    )
  }
}

function* conditionsOf({ rowIds, traceIds }: TrialsOf): Iterable<SqlText> {
  for (let from = 0; from < rowIds.length; from += idsAtOnce) {
    yield sql`row_id IN ${rowIds.slice(from, from + idsAtOnce)}`
  }
  for (let from = 0; from < traceIds.length; from += idsAtOnce) {
    yield sql`trace_id IN ${traceIds.slice(from, from + idsAtOnce)}`
  }
}
