import type { Role } from '@pawl/core'
import type { ColumnType, Generated } from 'kysely'
import type { AlertTables } from './alert-tables.ts'
import type { AuditTables } from './audit-tables.ts'
import type { ChangeTables } from './change-tables.ts'
import type { DatasetTables } from './dataset-tables.ts'
import type { DeploymentTables } from './deployment-tables.ts'
import type { EvaluatorTables } from './evaluator-tables.ts'
import type { GateTables } from './gate-tables.ts'
import type { ModelTables } from './model-tables.ts'
import type { MonitorTables } from './monitor-tables.ts'
import type { OnlineTables } from './online-tables.ts'
import type { RunTables } from './run-tables.ts'
import type { SecretTables } from './secret-tables.ts'
import type { WebhookTables } from './webhook-tables.ts'

/** JSON is written as text: only so do both drivers send a list as JSON, and not as an SQL array. */
export type JsonColumn<T> = ColumnType<T, string, string>
type Timestamp = ColumnType<Date, Date | string, Date | string>
type CreatedAt = ColumnType<Date, Date | undefined, never>

interface ProjectTable {
  name: string
  created_at: CreatedAt
}

interface ApiKeyTable {
  id: string
  project: string
  /** SHA-256 of the key, in hex. */
  key_hash: string
  prefix: string
  role: Role
  owner: string
  created_at: CreatedAt
  last_used_at: Timestamp | null
  revoked_at: Timestamp | null
}

interface WebSessionTable {
  /** SHA-256 of the session id, in hex. */
  id_hash: string
  key_id: string
  created_at: CreatedAt
  expires_at: Timestamp
}

interface ProjectSettingsTable {
  project: string
  retention_days: Generated<number>
  redaction: JsonColumn<unknown>
  price_overrides: JsonColumn<unknown>
  updated_at: Timestamp
  updated_by: string
}

interface PromptTable {
  project: string
  name: string
  description: string
  created_at: Timestamp
  created_by: string
  archived_at: Timestamp | null
}

interface PromptVersionTable {
  project: string
  prompt: string
  number: number
  id: string
  /** JSON. */
  content: string
  /** As in the content, for lists. */
  model: string
  note: string
  author: string
  created_at: Timestamp
}

interface PromptProtectionTable {
  project: string
  prompt: string
  kind: 'dataset' | 'evaluator'
  name: string
}

interface EnvironmentTable {
  project: string
  name: string
  created_at: Timestamp
  created_by: string
  /** How often what is live there changed. */
  releases: Generated<number>
}

interface CurrentVersionTable {
  project: string
  environment: string
  prompt: string
  version_id: string
  since: Timestamp
  set_by: string
  is_unprotected: Generated<boolean>
}

/** Every table of the control store, as of the last migration. */
export interface ControlSchema
  extends AlertTables,
    AuditTables,
    ChangeTables,
    DatasetTables,
    DeploymentTables,
    EvaluatorTables,
    GateTables,
    ModelTables,
    OnlineTables,
    MonitorTables,
    RunTables,
    SecretTables,
    WebhookTables {
  projects: ProjectTable
  api_keys: ApiKeyTable
  web_sessions: WebSessionTable
  project_settings: ProjectSettingsTable
  prompts: PromptTable
  prompt_versions: PromptVersionTable
  prompt_protections: PromptProtectionTable
  environments: EnvironmentTable
  current_versions: CurrentVersionTable
}
