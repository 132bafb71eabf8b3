import type { DeploymentGround } from '@pawl/core'
import type { ColumnType } from 'kysely'

type JsonColumn = ColumnType<unknown, string, string>
type Timestamp = ColumnType<Date, Date | string, Date | string>

/** What `current_versions` is for prompts, for agents that Pawl does not hold. */
interface CurrentExternalTable {
  project: string
  environment: string
  name: string
  version: string
  /** How it is run against rows. */
  spec: JsonColumn
  is_deterministic: boolean
  since: Timestamp
  set_by: string
}

interface DeploymentTable {
  id: string
  project: string
  environment: string
  release: JsonColumn
  /** What of the same targets stood there before; null where none did. */
  previous: JsonColumn | null
  /** How the external targets of `release` and of `previous` are run: a roll-back makes them current again. */
  externals: JsonColumn
  previous_externals: JsonColumn
  kind: 'deploy' | 'promote' | 'roll_back'
  ground: DeploymentGround
  gate_id: string | null
  verdict: JsonColumn | null
  /** The deployment that a roll-back took back. */
  undoes: string | null
  reason: string
  note: string
  who: string
  at: Timestamp
  audit_sequence: number
  audit_hash: string
}

interface DeploymentTargetTable {
  deployment_id: string
  project: string
  environment: string
  is_prompt: boolean
  name: string
  version: string
}

interface OverrideTable {
  id: string
  deployment_id: string
  project: string
  environment: string
  reason: string
  who: string
  created_at: Timestamp
  expires_at: Timestamp
  expired_at: Timestamp | null
  rows: JsonColumn
  verdict_reason: string
}

export interface DeploymentTables {
  current_externals: CurrentExternalTable
  deployments: DeploymentTable
  deployment_targets: DeploymentTargetTable
  overrides: OverrideTable
}
