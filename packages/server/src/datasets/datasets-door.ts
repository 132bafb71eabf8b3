import type { EvaluatorUse, Proof, Row, RowStatus } from '@pawl/core'
import type { DatasetsContext, FindProtected } from './datasets-context.ts'
import type { CopiesOf, ErasedCopies } from './erase-copies.ts'
import type { Db } from './store/datasets.ts'
import type { ActiveRows, RowTest } from './store/row-tests.ts'

export interface RowSelection {
  /** The dataset as it was at this revision; as it is when left out. */
  readonly revision?: number
  /** Any when left out. */
  readonly statuses?: readonly RowStatus[]
  readonly rowIds?: readonly string[]
}

export interface SelectedRows {
  readonly datasetId: string
  readonly datasetName: string
  /** The state of the dataset that the rows are of: a run that names it can be repeated exactly. */
  readonly revision: number
  readonly rows: readonly Row[]
}

/** What later stages do with datasets. */
export interface Datasets {
  /** The first words of rows, by id; those that are not there are left out, and those past the first 50. */
  rowNames(project: string, rowIds: readonly string[]): Promise<Readonly<Record<string, string>>>
  /** For the routes of this stage only. */
  readonly context: DatasetsContext
  /**
   * Rows in the order in which they came in, with all of their content.
   *
   * @throws AppError `not_found` for the dataset, a revision that it does not have, or row ids that are not in it
   */
  rows(project: string, dataset: string, selection?: RowSelection): Promise<SelectedRows>
  /** As `rows`, some at a time, so that a large dataset is never in memory whole. All pages are of one revision. */
  rowPages(project: string, dataset: string, selection?: RowSelection): AsyncIterable<SelectedRows>
  /** Every dataset that is not archived with its active rows, all as of one moment, without what they hold. */
  activeRows(db: Db, project: string): Promise<readonly ActiveRows[]>
  /** What rows of a dataset, by its id, hold as they are. */
  rowTests(db: Db, datasetId: string, rowIds: readonly string[]): Promise<readonly RowTest[]>
  /** @throws AppError `not_found` */
  row(project: string, rowId: string): Promise<Row>
  /**
   * Makes this the row's newest proof; earlier ones are kept.
   *
   * @throws AppError `not_found`; `conflict` when the row was changed into another test since `proof.rowRevision`
   */
  storeProof(project: string, rowId: string, request: { readonly proof: Proof; readonly person: string }): Promise<Row>
  /** @throws AppError `not_found`; `conflict` where nothing that may be attached judges the row */
  activate(project: string, rowId: string, request: { readonly person: string; readonly reason?: string }): Promise<Row>
  /** Removes what rows and proofs copied from these traces, in all revisions, and marks them as erased. */
  eraseCopies(project: string, of: CopiesOf): Promise<ErasedCopies>
  /** How many rows of each dataset name an evaluator, archived ones apart; with a name, those of one. */
  evaluatorUses(project: string, evaluator?: string): Promise<readonly EvaluatorUse[]>
  /** From now on a dataset that protects what this finds is neither archived nor renamed by accident. */
  addProtected(find: FindProtected): void
  /** How many active rows a dataset has; 0 for one that is archived or not there. */
  activeRowCount(db: Db, project: string, dataset: string): Promise<number>
  /** How many active rows whatever version of an evaluator is the newest judges. */
  rowsJudgedByNewest(db: Db, project: string, evaluator: string): Promise<number>
  /** Stops the jobs that run. */
  close(): Promise<void>
}
