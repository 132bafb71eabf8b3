import type { GateStatus, TrialStatus, Verdict } from '@pawl/core'
import type { ColumnType, Generated } from 'kysely'

type Timestamp = ColumnType<Date, Date | string, Date | string>

interface GatePolicyTable {
  project: string
  environment: string
  /** Counts from 1 within the environment. */
  number: number
  /** SHA-256 of the policy. */
  id: string
  /** JSON. */
  policy: string
  who: string
  at: Timestamp
  reason: string
}

interface GateTable {
  id: string
  project: string
  environment: string
  /** JSON, as are the columns whose comment says nothing else. */
  release: string
  release_id: string
  /** How an external release is run: its target and whether that is deterministic. */
  external: string | null
  baseline: string | null
  baseline_external: string | null
  unused_datasets: string
  subject: string
  /** SHA-256 of the subject without the roles of its rows: gates with the same key go on from one another. */
  subject_key: string
  policy_version: string
  starts: number
  /** Null until the trials begin, as are the two after it. */
  started_with: string | null
  also_spent: string | null
  unfit_evaluators: string | null
  concurrency: number
  note: string
  status: GateStatus
  status_reason: Generated<string>
  verdict: Generated<Verdict>
  reason: Generated<string>
  is_unprotected: Generated<boolean>
  trials: Generated<number>
  cost_usd: number | null
  /** The three below are null while it runs. */
  decision: string | null
  evidence_hash: string | null
  /** Ids of the trials that the verdict follows from, as ranges: `1-600,702`. */
  cited: string | null
  audit_head: string | null
  /** The process that drives it, until when. */
  claimed_by: string | null
  claimed_until: Timestamp | null
  started_by: string
  created_at: Timestamp
  finished_at: Timestamp | null
}

/** Trials by what they are trials of, whatever gate asked for them. They hold no content. */
interface GateTrialTable {
  id: Generated<number>
  project: string
  /** JSON of type, name and version. */
  target: string
  /** What a version does as baseline is what it does in a set. */
  use: 'row' | 'set'
  row_id: string
  /** SHA-256 of the row's test and the versions of its evaluators. */
  test: string
  /** Of the gate that made it. */
  subject_key: string
  trial: number
  attempt: number
  status: TrialStatus
  /** JSON of evaluators and outcomes. */
  scores: string
  latency_ms: number | null
  total_tokens: number | null
  cost_usd: number | null
  response_model: string | null
  run_id: string | null
  trace_id: string | null
  made_at: Timestamp
}

/** The tables of gates. */
export interface GateTables {
  gate_policies: GatePolicyTable
  gates: GateTable
  gate_trials: GateTrialTable
}
