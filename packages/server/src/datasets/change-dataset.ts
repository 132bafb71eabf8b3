import { AppError, type DatasetRevision, type RowStatus } from '@pawl/core'
import type { ControlTransaction } from '../platform/control/index.ts'
import type { DatasetsContext } from './datasets-context.ts'
import { lockDataset, type StoredDataset, updateDataset } from './store/datasets.ts'
import { type RowWrite, writeRows } from './store/row-writes.ts'

export interface DatasetChange {
  readonly project: string
  /** Name or id. */
  readonly dataset: string
  readonly person: string
  readonly note: string
  /** Only where the law asks for it. */
  readonly evenArchived?: boolean
}

export interface PlannedWrite extends Omit<RowWrite, 'note'> {
  /** Null for a new row. */
  readonly statusBefore: RowStatus | null
  /** In sentences, how an active row protects less by it; kept in the audit log. */
  readonly weakening?: string
}

export interface RowPlan<Result> {
  readonly writes: readonly PlannedWrite[]
  readonly result: Result
}

export interface RowsChanged<Result> {
  readonly dataset: StoredDataset
  /** The state of the dataset afterwards; the same as before when nothing was written. */
  readonly revision: number
  readonly result: Result
}

/**
 * One change of rows, as one revision of their dataset. `plan` sees the dataset locked: nobody else changes it or its
 * rows until the change is stored.
 *
 * @throws AppError `not_found`; `conflict` when the dataset is archived
 */
export async function changeRows<Result>(
  { control, audit, now }: DatasetsContext,
  change: DatasetChange,
  plan: (transaction: ControlTransaction, dataset: StoredDataset) => Promise<RowPlan<Result>>,
): Promise<RowsChanged<Result>> {
  return await control.transaction(async (transaction) => {
    const dataset = await lockOpenDataset(transaction, change)
    const { writes, result } = await plan(transaction, dataset)
    if (writes.length === 0) return { dataset, revision: dataset.revision, result }
    const datasetRevision = dataset.revision + 1
    const at = now().toISOString()
    const { project, person: who, note } = change
    await writeRows(
      transaction,
      { project, datasetId: dataset.id, datasetRevision, who, at },
      writes.map(({ weakening: _, ...write }) => ({ ...write, note })),
    )
    const revision: DatasetRevision = {
      revision: datasetRevision,
      change: 'rows',
      rowChanges: countChanges(writes),
      rowCounts: countStatuses(dataset.rowCounts, writes),
      ...{ who, at, note },
    }
    await updateDataset(transaction, { dataset, archivedAt: dataset.archivedAt, revision })
    const weakened = writes.filter(({ weakening }) => weakening !== undefined)
    if (weakened.length > 0) {
      const details = weakeningDetails(dataset.name, weakened)
      await audit.append(transaction, { project, action: 'row.weakened', who, reason: note, details })
    }
    return { dataset, revision: datasetRevision, result }
  })
}

/** @throws AppError `not_found`; `conflict` when it is archived */
export async function lockOpenDataset(
  transaction: ControlTransaction,
  { project, dataset, evenArchived = false }: Pick<DatasetChange, 'project' | 'dataset' | 'evenArchived'>,
): Promise<StoredDataset> {
  const found = await lockDataset(transaction, project, dataset)
  if (found === undefined) throw datasetNotFound(project, dataset)
  if (found.archivedAt === null || evenArchived) return found
  throw new AppError('conflict', `The dataset ${found.name} is archived and takes no changes.`, {
    where: 'dataset',
    fix: 'Restore it first.',
  })
}

export const datasetNotFound = (project: string, dataset: string): AppError =>
  new AppError('not_found', `There is no dataset ${JSON.stringify(dataset)} in project ${project}.`, {
    where: 'dataset',
    fix: 'Look at `pawl datasets list`, or make it with `pawl datasets create`.',
  })

export const rowNotFound = (project: string, rowId: string): AppError =>
  new AppError('not_found', `There is no row ${JSON.stringify(rowId)} in project ${project}.`, {
    where: 'row',
    fix: 'Look at `pawl rows list --dataset <name>`.',
  })

function countChanges(writes: readonly PlannedWrite[]): DatasetRevision['rowChanges'] {
  const counts: DatasetRevision['rowChanges'] = {}
  for (const { change } of writes) counts[change] = (counts[change] ?? 0) + 1
  return counts
}

function countStatuses(
  before: StoredDataset['rowCounts'],
  writes: readonly PlannedWrite[],
): StoredDataset['rowCounts'] {
  const counts = { ...before }
  for (const { status, statusBefore } of writes) {
    if (statusBefore !== null) counts[statusBefore] -= 1
    counts[status] += 1
  }
  return counts
}

/** Rows that an entry of the audit log names one by one. */
const mostNamed = 100

function weakeningDetails(dataset: string, weakened: readonly PlannedWrite[]) {
  const [first] = weakened
  const what =
    weakened.length === 1
      ? `Row ${first?.rowId} of ${dataset} protects less. ${first?.weakening}`
      : `${weakened.length} rows of ${dataset} protect less. The first: ${first?.weakening}`
  const rowIds = weakened.slice(0, mostNamed).map(({ rowId }) => rowId)
  return { message: what, weakens: true, dataset, rowCount: weakened.length, rowIds }
}
