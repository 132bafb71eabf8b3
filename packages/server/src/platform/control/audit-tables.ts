import type { ColumnType } from 'kysely'

type JsonColumn = ColumnType<unknown, string, string>
type Timestamp = ColumnType<Date, Date | string, Date | string>

interface AuditEntryTable {
  project: string
  sequence: number
  action: string
  who: string
  at: Timestamp
  reason: string
  details: JsonColumn
  previous_hash: string
  hash: string
}

/** The newest entry of each project. Whoever appends locks its row. */
interface AuditHeadTable {
  project: string
  sequence: number
  hash: string
}

export interface AuditTables {
  audit_entries: AuditEntryTable
  audit_heads: AuditHeadTable
}
