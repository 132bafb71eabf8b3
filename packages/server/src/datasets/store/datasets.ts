import type { Dataset, DatasetRevision, RowStatus } from '@pawl/core'
import type { ControlStore, ControlTransaction } from '../../platform/control/index.ts'

/** The store itself, or a transaction of it. */
export type Db = ControlStore['db'] | ControlTransaction

export interface StoredDataset extends Dataset {
  readonly archivedAt: string | null
}

export type RowCounts = Readonly<Record<RowStatus, number>>

/** @returns false when the name is taken */
export async function insertDataset(db: Db, project: string, dataset: StoredDataset): Promise<boolean> {
  const { id, name, purpose, protects, description, createdBy } = dataset
  const [result] = await db
    .insertInto('datasets')
    .values({
      ...{ id, project, name, purpose, protects, description },
      created_at: dataset.createdAt,
      created_by: createdBy,
      updated_at: dataset.updatedAt,
      archived_at: null,
    })
    .onConflict((on) => on.columns(['project', 'name']).doNothing())
    .execute()
  return result?.numInsertedOrUpdatedRows === 1n
}

const datasetsOf = (db: Db, project: string) => db.selectFrom('datasets').selectAll().where('project', '=', project)

type DatasetQuery = ReturnType<typeof datasetsOf>
type DatasetRow = Awaited<ReturnType<DatasetQuery['executeTakeFirstOrThrow']>>

export async function selectDatasets(db: Db, project: string): Promise<StoredDataset[]> {
  return (await datasetsOf(db, project).orderBy('name').execute()).map(toDataset)
}

/** By name, else by id. */
export async function selectDataset(db: Db, project: string, nameOrId: string): Promise<StoredDataset | undefined> {
  return await named(datasetsOf(db, project), nameOrId)
}

/** As `selectDataset`; until the transaction ends nobody else changes it or its rows. */
export async function lockDataset(
  transaction: ControlTransaction,
  project: string,
  nameOrId: string,
): Promise<StoredDataset | undefined> {
  return await named(datasetsOf(transaction, project).forUpdate(), nameOrId)
}

async function named(query: DatasetQuery, nameOrId: string): Promise<StoredDataset | undefined> {
  const rows = await query
    .where((is) => is.or([is('name', '=', nameOrId), is('id', '=', nameOrId)]))
    .limit(2)
    .execute()
  const found = rows.find((row) => row.name === nameOrId) ?? rows[0]
  return found === undefined ? undefined : toDataset(found)
}

export interface DatasetUpdate {
  readonly dataset: Pick<Dataset, 'id' | 'name' | 'purpose' | 'protects' | 'description'>
  readonly archivedAt: string | null
  readonly revision: DatasetRevision
}

/** Puts a dataset into its next state and writes it into its history. */
export async function updateDataset(
  transaction: ControlTransaction,
  { dataset, archivedAt, revision }: DatasetUpdate,
): Promise<void> {
  const { name, purpose, protects, description } = dataset
  const counts = countColumns(revision.rowCounts)
  await transaction
    .updateTable('datasets')
    .set({
      ...{ name, purpose, protects, description, ...counts },
      revision: revision.revision,
      updated_at: revision.at,
      archived_at: archivedAt,
    })
    .where('id', '=', dataset.id)
    .execute()
  await insertDatasetRevision(transaction, dataset.id, revision)
}

async function insertDatasetRevision(db: Db, datasetId: string, revision: DatasetRevision): Promise<void> {
  const { change, who, at, note } = revision
  await db
    .insertInto('dataset_revisions')
    .values({
      ...{ dataset_id: datasetId, revision: revision.revision, change, who, at, note },
      row_changes: JSON.stringify(revision.rowChanges),
      ...countColumns(revision.rowCounts),
    })
    .execute()
}

/** Newest first, before a revision. */
export async function selectDatasetRevisions(
  db: Db,
  datasetId: string,
  page: { readonly before: number | undefined; readonly limit: number },
): Promise<DatasetRevision[]> {
  let query = db.selectFrom('dataset_revisions').selectAll().where('dataset_id', '=', datasetId)
  if (page.before !== undefined) query = query.where('revision', '<', page.before)
  const rows = await query.orderBy('revision', 'desc').limit(page.limit).execute()
  return rows.map((row) => ({
    revision: row.revision,
    change: row.change,
    rowChanges: JSON.parse(row.row_changes) as DatasetRevision['rowChanges'],
    rowCounts: countsOf(row),
    who: row.who,
    at: row.at.toISOString(),
    note: row.note,
  }))
}

interface CountColumns {
  readonly draft_count: number
  readonly active_count: number
  readonly archived_count: number
}

const countColumns = ({ draft, active, archived }: RowCounts): CountColumns => ({
  draft_count: draft,
  active_count: active,
  archived_count: archived,
})

const countsOf = (row: CountColumns): Dataset['rowCounts'] => ({
  draft: row.draft_count,
  active: row.active_count,
  archived: row.archived_count,
})

const toDataset = (row: DatasetRow): StoredDataset => ({
  id: row.id,
  name: row.name,
  purpose: row.purpose,
  protects: row.protects,
  description: row.description,
  revision: row.revision,
  rowCounts: countsOf(row),
  createdAt: row.created_at.toISOString(),
  createdBy: row.created_by,
  updatedAt: row.updated_at.toISOString(),
  archivedAt: row.archived_at?.toISOString() ?? null,
})
