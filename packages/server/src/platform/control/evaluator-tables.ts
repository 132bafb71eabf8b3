import type { ColumnType, Generated } from 'kysely'

type Timestamp = ColumnType<Date, Date | string, Date | string>
/** Written as text, read as what it says. */
type JsonText = ColumnType<unknown, string, string>

interface EvaluatorTable {
  project: string
  name: string
  created_at: Timestamp
  created_by: string
  archived_at: Timestamp | null
  archived_by: string | null
  archive_reason: Generated<string>
}

interface EvaluatorVersionTable {
  project: string
  evaluator: string
  number: number
  id: string
  definition: JsonText
  examples: JsonText
  note: string
  author: string
  created_at: Timestamp
  /** What became of the examples when they were last run: the only column that changes. */
  examples_report: JsonText
}

interface LabelSubjectTable {
  id: string
  project: string
  evaluator: string
  subject_hash: string
  subject: JsonText
  source: JsonText
  added_by: string
  created_at: Timestamp
}

interface LabelTable {
  id: string
  project: string
  subject_id: string
  outcome: 'pass' | 'fail'
  note: string
  person: string
  created_at: Timestamp
}

interface LabelJudgementTable {
  subject_id: string
  version_id: string
  result: JsonText
  /** Of a pairwise judge: its choice in either order. */
  choices: JsonText | null
  /** The outcome, and `:partial` behind it where the score was between 0 and 1. */
  stratum: string
  judged_at: Timestamp
}

/** The tables of evaluators and of human labels. */
export interface EvaluatorTables {
  evaluators: EvaluatorTable
  evaluator_versions: EvaluatorVersionTable
  label_subjects: LabelSubjectTable
  labels: LabelTable
  label_judgements: LabelJudgementTable
}
