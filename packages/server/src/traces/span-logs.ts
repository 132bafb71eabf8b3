import { logJoinKey, type OtlpLogRecord } from '@pawl/core'
import { logRecordFromText } from './ingest/log-record-text.ts'
import type { ReadDeps } from './read-deps.ts'
import { readExportedLogs } from './store/export-rows.ts'

/** More of a trace are not read. */
const TRACE_RECORDS = 2000

export async function readLogsOf(
  { telemetry }: Pick<ReadDeps, 'telemetry'>,
  project: string,
  wanted: { readonly traceIds: readonly string[]; readonly responseIds: readonly string[] },
): Promise<readonly OtlpLogRecord[]> {
  const rows = await readExportedLogs(telemetry, project, { ...wanted, limit: TRACE_RECORDS, offset: 0 })
  return rows.map((row) => logRecordFromText(row.record))
}

/** Whether a record is about a span: it says so, or it names the span's response. */
export function isLogOf(log: OtlpLogRecord, span: { readonly spanId: string; readonly responseId: string }): boolean {
  if (log.spanId === span.spanId) return true
  const key = logJoinKey(log)
  return span.responseId !== '' && key !== undefined && 'requestId' in key && key.requestId === span.responseId
}
