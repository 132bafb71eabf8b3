import type { RowChange, RowFields, RowStatus, RowSummary } from '@pawl/core'
import { sql } from 'kysely'
import type { ControlTransaction } from '../../platform/control/index.ts'
import { type StoredTexts, storable, storedTexts } from '../row-texts-of.ts'
import { packed, unpacked } from './lists.ts'
import { isOfDataset } from './of-dataset.ts'
import { insertOrigins, originsOf } from './origins.ts'

/** One new state of one row. */
export interface RowWrite {
  readonly rowId: string
  /** 1 for a new row. */
  readonly revision: number
  readonly change: RowChange
  readonly status: RowStatus
  /** Which fields differ from the revision before; empty for a new row. */
  readonly changedFields: readonly string[]
  readonly note: string
  /** Null: those of `fieldsRevision`, an earlier one. */
  readonly fields: RowFields | null
  readonly fieldsRevision: number
  /** Computed already where duplicates were looked for. */
  readonly texts?: StoredTexts
  /** Origins beyond those that the source names: whose trace it was. */
  readonly people?: readonly string[]
  readonly proofState: RowSummary['proof']
  readonly isErased: boolean
}

export interface WrittenChange {
  readonly project: string
  readonly datasetId: string
  readonly datasetRevision: number
  readonly who: string
  readonly at: string
}

/** Writes states of rows: the revisions, and for each row where it stands now. In statements of bounded size. */
export async function writeRows(
  transaction: ControlTransaction,
  change: WrittenChange,
  writes: readonly RowWrite[],
): Promise<void> {
  for (const part of partsOf(writes)) {
    await insertRevisions(transaction, change, part)
    const withFields = part.flatMap((write) => (write.fields === null ? [] : [{ ...write, fields: write.fields }]))
    const fresh = withFields.filter((write) => write.revision === 1)
    if (fresh.length > 0) await insertRows(transaction, change, fresh)
    const edited = withFields.filter((write) => write.revision > 1)
    if (edited.length > 0) await updateEdited(transaction, change, edited)
    const moved = part.filter((write) => write.fields === null)
    if (moved.length > 0) await updateMoved(transaction, change, moved)
    const origins = withFields.flatMap(({ rowId, fields, people = [] }) =>
      [...originsOf(fields), ...people].map((origin) => ({ rowId, origin })),
    )
    await insertOrigins(transaction, change.project, origins)
  }
}

type Prepared = RowWrite & { readonly json: string | null; readonly known: StoredTexts | null }
type PreparedFields = Prepared & { readonly fields: RowFields }

const partRows = 1000
const partCharacters = 8_000_000

function* partsOf(writes: readonly RowWrite[]): Iterable<readonly Prepared[]> {
  let part: Prepared[] = []
  let characters = 0
  for (const write of writes) {
    const json = write.fields === null ? null : JSON.stringify(write.fields)
    const known = write.fields === null ? null : (write.texts ?? storedTexts(write.fields))
    if (part.length >= partRows || (part.length > 0 && characters + (json?.length ?? 0) > partCharacters)) {
      yield part
      part = []
      characters = 0
    }
    part.push({ ...write, json, known })
    characters += json?.length ?? 0
  }
  if (part.length > 0) yield part
}

async function insertRevisions(
  transaction: ControlTransaction,
  { datasetId, datasetRevision, who, at }: WrittenChange,
  part: readonly Prepared[],
): Promise<void> {
  const column = <Value>(of: (write: Prepared) => Value): readonly Value[] => part.map(of)
  await sql`insert into row_revisions (row_id, revision, dataset_id, dataset_revision, change, status, fields_revision,
      changed_fields, who, at, note, fields, source, near, expected, priority, labels, risks, evaluators)
    select row_id, revision, ${datasetId}::text, ${datasetRevision}::int, change, status, fields_revision,
      ${unpacked('changed_fields')}, ${storable(who)}::text, ${at}::timestamptz, note, fields, source, near, expected,
      priority, ${unpacked('labels')}, ${unpacked('risks')}, ${unpacked('evaluators')}
    from unnest(${column((write) => write.rowId)}::text[], ${column((write) => write.revision)}::int[],
      ${column((write) => write.change)}::text[], ${column((write) => write.status)}::text[],
      ${column((write) => write.fieldsRevision)}::int[], ${packed(column((write) => write.changedFields))}::text[],
      ${column((write) => storable(write.note))}::text[], ${column((write) => write.json)}::text[],
      ${column((write) => write.fields && JSON.stringify(write.fields.source))}::text[],
      ${column((write) => write.known?.near ?? null)}::text[],
      ${column((write) => write.known?.expected ?? null)}::text[],
      ${column((write) => write.fields?.priority ?? null)}::text[],
      ${packed(column((write) => write.fields?.labels ?? []))}::text[],
      ${packed(column((write) => write.fields?.risks ?? []))}::text[],
      ${packed(column((write) => write.fields?.evaluators ?? []))}::text[])
    as written (row_id, revision, change, status, fields_revision, changed_fields, note, fields, source, near, expected,
      priority, labels, risks, evaluators)`.execute(transaction)
}

async function insertRows(
  transaction: ControlTransaction,
  { project, datasetId, datasetRevision, who, at }: WrittenChange,
  part: readonly PreparedFields[],
): Promise<void> {
  await sql`insert into dataset_rows (id, project, dataset_id, status, revision, fields_revision, created_revision,
      identity, priority, labels, evaluators, created_at, updated_at, updated_by)
    select id, ${project}::text, ${datasetId}::text, status, 1, 1, ${datasetRevision}::int, identity, priority,
      ${unpacked('labels')}, ${unpacked('evaluators')}, ${at}::timestamptz, ${at}::timestamptz, ${storable(who)}::text
    from unnest(${part.map((write) => write.rowId)}::text[], ${part.map((write) => write.status)}::text[],
      ${part.map((write) => write.known?.identity ?? '')}::text[], ${part.map((write) => write.fields.priority)}::text[],
      ${packed(part.map((write) => write.fields.labels))}::text[],
      ${packed(part.map((write) => write.fields.evaluators))}::text[])
    as written (id, status, identity, priority, labels, evaluators)`.execute(transaction)
}

async function updateEdited(
  transaction: ControlTransaction,
  { datasetId, who, at }: WrittenChange,
  part: readonly PreparedFields[],
): Promise<void> {
  await sql`update dataset_rows as stored set status = written.status, revision = written.revision,
      fields_revision = written.revision, identity = written.identity, priority = written.priority,
      labels = ${unpacked('written.labels')}, evaluators = ${unpacked('written.evaluators')},
      proof_state = written.proof_state, is_erased = written.is_erased, updated_at = ${at}::timestamptz,
      updated_by = ${storable(who)}::text
    from unnest(${part.map((write) => write.rowId)}::text[], ${part.map((write) => write.status)}::text[],
      ${part.map((write) => write.revision)}::int[], ${part.map((write) => write.known?.identity ?? '')}::text[],
      ${part.map((write) => write.fields.priority)}::text[], ${packed(part.map((write) => write.fields.labels))}::text[],
      ${packed(part.map((write) => write.fields.evaluators))}::text[],
      ${part.map((write) => write.proofState)}::text[], ${part.map((write) => write.isErased)}::boolean[])
    as written (id, status, revision, identity, priority, labels, evaluators, proof_state, is_erased)
    where stored.id = written.id and ${isOfDataset('stored', datasetId)}`.execute(transaction)
}

async function updateMoved(
  transaction: ControlTransaction,
  { datasetId, who, at }: WrittenChange,
  part: readonly Prepared[],
): Promise<void> {
  await sql`update dataset_rows as stored set status = written.status, revision = written.revision,
      proof_state = written.proof_state, updated_at = ${at}::timestamptz, updated_by = ${storable(who)}::text
    from unnest(${part.map((write) => write.rowId)}::text[], ${part.map((write) => write.status)}::text[],
      ${part.map((write) => write.revision)}::int[], ${part.map((write) => write.proofState)}::text[])
    as written (id, status, revision, proof_state)
    where stored.id = written.id and ${isOfDataset('stored', datasetId)}`.execute(transaction)
}
