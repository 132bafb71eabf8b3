import type { RunStatus } from '@pawl/core'
import type { ColumnType, Generated } from 'kysely'

type JsonColumn = ColumnType<unknown, string, string>
type Timestamp = ColumnType<Date, Date | string, Date | string>

interface RunTable {
  /** 12 lower-case hex digits: the first half of its trials' trace ids. */
  id: string
  project: string
  target: JsonColumn
  spec: JsonColumn
  dataset_id: string
  /** When the run began: a dataset may be renamed. */
  dataset_name: string
  dataset_revision: number
  /** Name and exact version of every evaluator that judges one of its rows. */
  evaluators: JsonColumn
  /** Those that judge every row. */
  named_evaluators: JsonColumn
  use_row_evaluators: boolean
  row_count: number
  trials_per_row: number
  /** Every trial of the plan before this place has been leased at least once. */
  next_place: Generated<number>
  concurrency: number
  seed: string
  spending_cap_usd: number | null
  note: string
  status: RunStatus
  status_reason: Generated<string>
  /** Figures at its end, which outlive its trials. */
  summary: JsonColumn | null
  proof_id: string | null
  /** Of a gate whose trials it holds, asked for one by one. */
  gate_id: string | null
  gate_side: 'candidate' | 'baseline' | null
  started_by: string
  created_at: Timestamp
  finished_at: Timestamp | null
}

interface RunPlanTable {
  run_id: string
  row_ids: JsonColumn
}

interface RunLeaseTable {
  id: string
  run_id: string
  worker: string
  /** `[place, attempt]` of each trial. */
  trials: JsonColumn
  expires_at: Timestamp
}

interface ProofAttemptTable {
  id: string
  project: string
  row_id: string
  row_revision: number
  before_run: string
  after_run: string
  status: 'running' | 'decided'
  decision: JsonColumn | null
  started_by: string
  created_at: Timestamp
}

/** The tables of runs. */
export interface RunTables {
  runs: RunTable
  run_plans: RunPlanTable
  run_leases: RunLeaseTable
  proof_attempts: ProofAttemptTable
}
