import type {
  DatasetJob,
  DatasetPurpose,
  DatasetRevision,
  RowPriority,
  RowRevision,
  RowStatus,
  RowSummary,
} from '@pawl/core'
import type { ColumnType, Generated } from 'kysely'

type Timestamp = ColumnType<Date, Date | string, Date | string>

interface DatasetTable {
  id: string
  project: string
  name: string
  purpose: DatasetPurpose
  protects: string
  description: string
  revision: Generated<number>
  draft_count: Generated<number>
  active_count: Generated<number>
  archived_count: Generated<number>
  created_at: Timestamp
  created_by: string
  updated_at: Timestamp
  archived_at: Timestamp | null
}

interface DatasetRevisionTable {
  dataset_id: string
  revision: number
  change: DatasetRevision['change']
  /** JSON. */
  row_changes: string
  draft_count: number
  active_count: number
  archived_count: number
  who: string
  at: Timestamp
  note: string
}

interface DatasetRowTable {
  id: string
  project: string
  dataset_id: string
  status: RowStatus
  revision: number
  /** The newest revision that holds fields. */
  fields_revision: number
  /** The dataset's revision that made it. */
  created_revision: number
  /** A hash: equal for rows that test the same. */
  identity: string
  priority: RowPriority
  labels: string[]
  evaluators: string[]
  proof_state: Generated<RowSummary['proof']>
  proof_id: string | null
  is_erased: Generated<boolean>
  created_at: Timestamp
  updated_at: Timestamp
  updated_by: string
}

interface RowRevisionTable {
  row_id: string
  revision: number
  dataset_id: string
  dataset_revision: number
  change: RowRevision['change']
  status: RowStatus
  /** Which revision holds the fields of this one; its own number where they changed. */
  fields_revision: number
  changed_fields: string[]
  who: string
  at: Timestamp
  note: string
  /** From here on null where the fields did not change. JSON. */
  fields: string | null
  /** JSON. */
  source: string | null
  /** The beginning of what the input says, for duplicates, search and lists. */
  near: string | null
  expected: string | null
  priority: RowPriority | null
  labels: string[] | null
  risks: string[] | null
  evaluators: string[] | null
}

interface RowProofTable {
  id: string
  project: string
  row_id: string
  /** JSON. */
  proof: string
  stored_at: Timestamp
}

interface RowOriginTable {
  project: string
  /** `trace:<id>` and `session:<id>` of what a row copied, `trial:<trace id>` of what its proof did. */
  origin: string
  row_id: string
}

interface DatasetJobTable {
  id: string
  project: string
  dataset_id: string
  kind: DatasetJob['kind']
  state: DatasetJob['state']
  /** JSON. */
  report: string
  error: string | null
  started_by: string
  started_at: Timestamp
  heartbeat_at: Timestamp
  finished_at: Timestamp | null
  is_cancelled: Generated<boolean>
}

/** The tables of datasets and their rows. */
export interface DatasetTables {
  datasets: DatasetTable
  dataset_revisions: DatasetRevisionTable
  dataset_rows: DatasetRowTable
  row_revisions: RowRevisionTable
  row_proofs: RowProofTable
  row_origins: RowOriginTable
  dataset_jobs: DatasetJobTable
}
