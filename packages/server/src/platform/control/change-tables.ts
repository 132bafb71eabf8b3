import type { ColumnType } from 'kysely'

interface ChangeTable {
  id: string
  project: string
  kind: 'deployment' | 'model' | 'prompt_version' | 'release'
  at: ColumnType<Date, Date | string, never>
  title: string
  details: ColumnType<unknown, string, never>
}

/** Marks on charts, of the stage traces. */
export interface ChangeTables {
  changes: ChangeTable
}
