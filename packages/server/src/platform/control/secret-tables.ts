import type { ColumnType } from 'kysely'

type Timestamp = ColumnType<Date, Date | string, Date | string>

interface SecretTable {
  project: string
  name: string
  sealed_value: string
  /** Which key sealed it. */
  secret_key_id: string
  updated_at: Timestamp
  updated_by: string
}

export interface SecretTables {
  secrets: SecretTable
}
