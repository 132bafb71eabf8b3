import {
  type Proof,
  type Row,
  type RowFields,
  type RowPriority,
  type RowRevision,
  type RowRevisionLine,
  type RowSource,
  type RowStatus,
  type RowSummary,
  type RowView,
  rowFieldsSchema,
} from '@pawl/core'
import { type RawBuilder, sql } from 'kysely'
import type { Db } from './datasets.ts'
import { isOfDataset } from './of-dataset.ts'

/** A row with its fields as it stands, or stood. */
export interface StoredRow {
  readonly id: string
  readonly datasetId: string
  readonly dataset: string
  readonly status: RowStatus
  readonly revision: number
  readonly fieldsRevision: number
  readonly fields: RowFields
  readonly proof: Proof | null
  readonly proofState: RowSummary['proof']
  readonly isErased: boolean
  readonly createdAt: string
  readonly updatedAt: string
  readonly updatedBy: string
}

interface RowRecord {
  readonly id: string
  readonly dataset_id: string
  readonly dataset: string
  readonly status: RowStatus
  readonly revision: number
  readonly fields_revision: number
  readonly fields: string
  readonly proof: string | null
  readonly proof_state: RowSummary['proof']
  readonly is_erased: boolean
  readonly created_at: Date
  readonly updated_at: Date
  readonly updated_by: string
}

const columns = sql`r.id, r.dataset_id, d.name as dataset, v.status, v.revision, v.fields_revision, f.fields, p.proof,
  r.proof_state, r.is_erased, r.created_at, v.at as updated_at, v.who as updated_by`

const joins = (atRevision: number | null): RawBuilder<unknown> => sql`join datasets d on d.id = r.dataset_id
  ${stateJoin(atRevision)}
  left join row_proofs p on p.id = r.proof_id`

/** `v` is the state of row `r` now or at a revision of its dataset, `f` the revision with its fields. */
const stateJoin = (atRevision: number | null): RawBuilder<unknown> =>
  atRevision === null
    ? sql`join row_revisions v on v.row_id = r.id and v.revision = r.revision
          and ${isOfDataset('v', sql.ref('r.dataset_id'))}
        join row_revisions f on f.row_id = r.id and f.revision = r.fields_revision
          and ${isOfDataset('f', sql.ref('r.dataset_id'))}`
    : sql`cross join lateral (select * from row_revisions
          where row_id = r.id and ${isOfDataset('row_revisions', sql.ref('r.dataset_id'))}
            and dataset_revision <= ${atRevision}
          order by revision desc limit 1) v
        join row_revisions f on f.row_id = r.id and f.revision = v.fields_revision
          and ${isOfDataset('f', sql.ref('r.dataset_id'))}`

/** In the order of the ids; those that do not exist are left out. */
export async function selectRows(db: Db, project: string, rowIds: readonly string[]): Promise<StoredRow[]> {
  const { rows } = await sql<RowRecord>`select ${columns} from dataset_rows r ${joins(null)}
    where r.project = ${project} and r.id = any(${rowIds}::text[])`.execute(db)
  const byId = new Map(rows.map((row) => [row.id, row]))
  return rowIds.flatMap((id) => {
    const row = byId.get(id)
    return row === undefined ? [] : [toStoredRow(row)]
  })
}

/** The first of the ids that a row of the project has. */
export async function selectTakenId(db: Db, project: string, ids: readonly string[]): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`select id from dataset_rows
    where project = ${project} and id = any(${ids}::text[]) order by id limit 1`.execute(db)
  return rows[0]?.id
}

/** A dataset as it was at one of its revisions; null: as it is. */
export interface DatasetState {
  readonly datasetId: string
  readonly atRevision: number | null
}

/** These rows of a dataset, in the order of the ids. */
export async function selectRowsAt(
  db: Db,
  { datasetId, atRevision }: DatasetState,
  rowIds: readonly string[],
): Promise<StoredRow[]> {
  const { rows } = await sql<RowRecord>`select ${columns} from dataset_rows r ${joins(atRevision)}
    where ${isOfDataset('r', datasetId)} and r.id = any(${rowIds}::text[])`.execute(db)
  const byId = new Map(rows.map((row) => [row.id, row]))
  return rowIds.flatMap((id) => {
    const row = byId.get(id)
    return row === undefined ? [] : [toStoredRow(row)]
  })
}

/** Where a row stands in its dataset: in the order in which they came in. */
export interface RowPosition {
  readonly createdRevision: number
  readonly id: string
}

export interface RowSearch extends DatasetState {
  readonly statuses?: readonly RowStatus[] | undefined
  readonly labels?: readonly string[] | undefined
  readonly priorities?: readonly RowPriority[] | undefined
  readonly evaluators?: readonly string[] | undefined
  readonly proofs?: readonly RowSummary['proof'][] | undefined
  readonly rowIds?: readonly string[] | undefined
  readonly text?: string | undefined
  readonly after: RowPosition | undefined
  readonly limit: number
}

export interface FoundRow extends RowPosition {
  /** Of the fields, as JSON. */
  readonly byteCount: number
}

/** Addresses of rows, without reading what they hold unless a text is looked for. */
export async function searchRows(db: Db, search: RowSearch): Promise<FoundRow[]> {
  const { datasetId, atRevision, after, limit } = search
  const now = atRevision === null
  const conditions = [
    sql`r.dataset_id = ${datasetId}`,
    ...(now ? [] : [sql`r.created_revision <= ${atRevision}`]),
    ...(after === undefined ? [] : [sql`(r.created_revision, r.id) > (${after.createdRevision}, ${after.id})`]),
    ...anyOf(search.statuses, (values) => sql`${now ? sql`r` : sql`v`}.status = any(${values}::text[])`),
    ...anyOf(search.priorities, (values) => sql`${now ? sql`r` : sql`f`}.priority = any(${values}::text[])`),
    ...anyOf(search.labels, (values) => sql`${now ? sql`r` : sql`f`}.labels && ${values}::text[]`),
    ...anyOf(search.evaluators, (values) => sql`${now ? sql`r` : sql`f`}.evaluators && ${values}::text[]`),
    ...anyOf(search.proofs, (values) => sql`r.proof_state = any(${values}::text[])`),
    ...anyOf(search.rowIds, (values) => sql`r.id = any(${values}::text[])`),
    ...(search.text === undefined ? [] : [textCondition(search.text)]),
  ]
  // The page first, from the index alone: without statistics the planner would join all rows before it takes fifty.
  const isPlain = now && search.text === undefined
  const where = sql`where ${sql.join(conditions, sql` and `)} order by r.created_revision, r.id limit ${limit}`
  const source = isPlain
    ? sql`(select r.* from dataset_rows r ${where}) r ${stateJoin(null)}`
    : sql`dataset_rows r ${stateJoin(atRevision)}`
  const { rows } = await sql<{ id: string; created_revision: number; byte_count: number }>`
    select r.id, r.created_revision, octet_length(f.fields) as byte_count from ${source}
    ${isPlain ? sql`order by r.created_revision, r.id` : where}`.execute(db)
  return rows.map((row) => ({ id: row.id, createdRevision: row.created_revision, byteCount: row.byte_count }))
}

function anyOf<Value>(
  values: readonly Value[] | undefined,
  condition: (values: readonly Value[]) => RawBuilder<unknown>,
): readonly RawBuilder<unknown>[] {
  return values === undefined ? [] : [condition(values)]
}

function textCondition(text: string): RawBuilder<unknown> {
  const pattern = `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`
  return sql`(f.near ilike ${pattern} or f.expected ilike ${pattern})`
}

interface SummaryRecord {
  readonly id: string
  readonly status: RowStatus
  readonly revision: number
  readonly preview: string
  readonly expected_preview: string
  readonly priority: RowPriority
  readonly labels: RowSummary['labels']
  readonly risks: RowSummary['risks']
  readonly evaluators: string[]
  readonly proof_state: RowSummary['proof']
  readonly source: string
  readonly updated_at: Date
  readonly updated_by: string
}

const previewCharacters = 240

/** In the order of the ids. */
export async function selectSummaries(
  db: Db,
  { datasetId, atRevision }: DatasetState,
  rowIds: readonly string[],
): Promise<RowSummary[]> {
  if (rowIds.length === 0) return []
  const { rows } = await sql<SummaryRecord>`select r.id, v.status, v.revision,
      left(f.near, ${previewCharacters}) as preview, left(f.expected, ${previewCharacters}) as expected_preview,
      f.priority, f.labels, f.risks, f.evaluators, r.proof_state, f.source, v.at as updated_at, v.who as updated_by
    from dataset_rows r ${stateJoin(atRevision)}
    where ${isOfDataset('r', datasetId)} and r.id = any(${rowIds}::text[])`.execute(db)
  const byId = new Map(rows.map((row) => [row.id, row]))
  return rowIds.flatMap((id) => {
    const row = byId.get(id)
    return row === undefined ? [] : [toSummary(row)]
  })
}

/** The same id may stand in other projects: a row is found by its dataset and its id. */
export type RowOfDataset = Pick<StoredRow, 'datasetId' | 'id'>

interface RevisionRecord {
  readonly row_id: string
  readonly revision: number
  readonly dataset_revision: number
  readonly change: RowRevision['change']
  readonly status: RowStatus
  readonly changed_fields: string[]
  readonly who: string
  readonly at: Date
  readonly note: string
}

/** The states of a row, newest first, without their content. */
export async function selectRowRevisions(
  db: Db,
  { datasetId, id }: RowOfDataset,
  page: { readonly before: number | undefined; readonly limit: number },
): Promise<RowRevisionLine[]> {
  const { rows } = await sql<RevisionRecord>`select row_id, revision, dataset_revision, change, status, changed_fields,
      who, at, note from row_revisions
    where row_id = ${id} and ${isOfDataset('row_revisions', datasetId)} and revision < ${page.before ?? 2_147_483_647}
    order by revision desc limit ${page.limit}`.execute(db)
  return rows.map(toRevisionLine)
}

export async function selectRowRevision(
  db: Db,
  { datasetId, id }: RowOfDataset,
  revision: number,
): Promise<RowRevision | undefined> {
  const { rows } = await sql<RevisionRecord & { readonly fields: string }>`select v.row_id, v.revision,
      v.dataset_revision, v.change, v.status, v.changed_fields, v.who, v.at, v.note, f.fields
    from row_revisions v
    join row_revisions f on f.row_id = v.row_id and f.revision = v.fields_revision
      and ${isOfDataset('f', sql.ref('v.dataset_id'))}
    where v.row_id = ${id} and ${isOfDataset('v', datasetId)} and v.revision = ${revision}`.execute(db)
  const [found] = rows
  if (found === undefined) return undefined
  const { changedFields: _, ...line } = toRevisionLine(found)
  return { ...line, fields: readFields(found.fields) }
}

const toRevisionLine = (row: RevisionRecord): RowRevisionLine => ({
  rowId: row.row_id,
  revision: row.revision,
  datasetRevision: row.dataset_revision,
  change: row.change,
  status: row.status,
  changedFields: row.changed_fields,
  who: row.who,
  at: row.at.toISOString(),
  note: row.note,
})

const toSummary = (row: SummaryRecord): RowSummary => ({
  id: row.id,
  status: row.status,
  revision: row.revision,
  preview: row.preview.trim(),
  expectedPreview: row.expected_preview.trim(),
  priority: row.priority,
  labels: row.labels,
  risks: row.risks,
  evaluators: row.evaluators,
  proof: row.proof_state,
  source: JSON.parse(row.source) as RowSource,
  updatedAt: row.updated_at.toISOString(),
  updatedBy: row.updated_by,
})

const toStoredRow = (row: RowRecord): StoredRow => ({
  id: row.id,
  datasetId: row.dataset_id,
  dataset: row.dataset,
  status: row.status,
  revision: row.revision,
  fieldsRevision: row.fields_revision,
  fields: readFields(row.fields),
  proof: row.proof === null ? null : (JSON.parse(row.proof) as Proof),
  proofState: row.proof_state,
  isErased: row.is_erased,
  createdAt: row.created_at.toISOString(),
  updatedAt: row.updated_at.toISOString(),
  updatedBy: row.updated_by,
})

/** Parsed, so that fields which a later version adds have their defaults. */
const readFields = (json: string): RowFields => rowFieldsSchema.parse(JSON.parse(json))

export function toRow({
  fields,
  fieldsRevision: _,
  dataset: _dataset,
  proofState: _state,
  isErased: _erased,
  ...row
}: StoredRow): Row {
  return { ...fields, ...row }
}

export function toRowView(row: StoredRow): RowView {
  return { ...toRow(row), dataset: row.dataset, proofState: row.proofState, isErased: row.isErased }
}
