import type { ColumnType, Generated } from 'kysely'

type Timestamp = ColumnType<Date, Date | string, Date | string>
/** Written as text, read as what it says. */
type JsonText = ColumnType<unknown, string, string>
/** Microseconds and nanoseconds since 1970: past 2^53 the driver gives a bigint. */
type BigNumber = ColumnType<number | bigint, string, string>

interface OnlineEvaluationTable {
  project: string
  evaluator: string
  definition: JsonText
  who: string
  created_at: Timestamp
  /** Traces up to this one, by when they last changed, have been looked at. */
  cursor_version: BigNumber
  cursor_trace: string
  judged_until: Timestamp | null
  problem: string | null
}

/** What an evaluator judged in an hour, and what its models cost. */
interface OnlineHourTable {
  project: string
  evaluator: string
  hour: Timestamp
  passed: Generated<number>
  failed: Generated<number>
  unknown: Generated<number>
  spent_usd: Generated<number>
}

interface OnlineBackfillTable {
  id: string
  project: string
  evaluator: string
  from_at: Timestamp
  to_at: Timestamp
  state: 'running' | 'done' | 'cancelled' | 'failed'
  total: number
  judged: number
  /** The last trace that was looked at, by start; null before the first. */
  after_ns: ColumnType<number | bigint | null, string | null, string | null>
  after_trace: string
  problem: string | null
  who: string
  created_at: Timestamp
}

/** Which server judges a project's live traffic. */
interface OnlineLeaseTable {
  project: string
  holder: string
  until: Timestamp
}

/** The tables of online evaluation. */
export interface OnlineTables {
  online_evaluations: OnlineEvaluationTable
  online_hours: OnlineHourTable
  online_backfills: OnlineBackfillTable
  online_leases: OnlineLeaseTable
}
