import type { ProviderKind } from '@pawl/core'
import type { ColumnType } from 'kysely'

type JsonColumn = ColumnType<unknown, string, string>
type Timestamp = ColumnType<Date, Date | string, Date | string>
type CreatedAt = ColumnType<Date, Date | undefined, never>

interface ModelProviderTable {
  project: string
  name: string
  kind: ProviderKind
  base_url: string | null
  sealed_key: string | null
  secret_key_id: string | null
  key_ending: string | null
  is_default: boolean
  limits: JsonColumn
  updated_at: Timestamp
  updated_by: string
}

interface ModelResponseTable {
  project: string
  /** SHA-256 of everything that determines the call. */
  key: string
  /** JSON. */
  answer: string
  byte_count: number
  created_at: CreatedAt
}

export interface ModelTables {
  model_providers: ModelProviderTable
  model_responses: ModelResponseTable
}
