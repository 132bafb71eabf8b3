import { AppError, findWeakenings, type RowFields, type RowView } from '@pawl/core'
import { changeRows, type PlannedWrite, rowNotFound } from './change-dataset.ts'
import { assertMayBeActive } from './check-attachable.ts'
import type { DatasetsContext } from './datasets-context.ts'
import type { Db } from './store/datasets.ts'
import { type StoredRow, selectRows, toRowView } from './store/row-reads.ts'

export interface RowChangeRequest {
  readonly project: string
  readonly rowId: string
  /** The revision that was looked at; null only where there is nothing to lose. */
  readonly revision: number | null
  readonly person: string
  readonly reason: string
}

/** The row's own next state, and those of rows that it draws along. */
type Planned = PlannedWrite | readonly PlannedWrite[]

/**
 * One change of one row, decided by `decide` from its state, once before and once while its dataset is locked.
 *
 * @throws AppError `not_found`; `conflict` when the row was changed meanwhile or would protect less without a reason
 */
export async function changeRow(
  context: DatasetsContext,
  request: RowChangeRequest,
  decide: (row: StoredRow, db: Db) => Promise<Planned>,
): Promise<RowView> {
  const { project, rowId, person, reason } = request
  const seen = await findRow(context, project, rowId)
  // Asked before the dataset is locked: checking evaluators takes its time.
  const draft = await decide(seen, context.control.db)
  await assertEvaluators(context, project, { row: seen, planned: draft })
  await changeRows(context, { project, dataset: seen.datasetId, person, note: reason }, async (transaction) => {
    const [row] = await selectRows(transaction, project, [rowId])
    if (row === undefined) throw rowNotFound(project, rowId)
    assertUnchanged(row, request.revision ?? seen.revision)
    const planned = await decide(row, transaction)
    const writes = Array.isArray(planned) ? (planned as readonly PlannedWrite[]) : [planned as PlannedWrite]
    const own = writes.find((write) => write.rowId === rowId)
    const isSame = own?.fields === null && own.status === row.status
    if (isSame) return { writes: [], result: null }
    return { writes: writes.map((write) => (write === own ? reasoned(row, write, reason) : write)), result: null }
  })
  return toRowView(await findRow(context, project, rowId))
}

/** @throws AppError `not_found` */
export async function findRow({ control }: DatasetsContext, project: string, rowId: string): Promise<StoredRow> {
  const [row] = await selectRows(control.db, project, [rowId])
  if (row === undefined) throw rowNotFound(project, rowId)
  return row
}

function assertUnchanged(row: StoredRow, revision: number): void {
  if (row.revision === revision) return
  throw new AppError(
    'conflict',
    `The row was changed meanwhile: it is at revision ${row.revision} (by ${row.updatedBy}), and this change was made on revision ${revision}.`,
    { where: 'If-Match', fix: 'Read the row again, and make the change on what it is now.' },
  )
}

/** @throws AppError `conflict` */
export function assertNotErased(row: StoredRow): void {
  if (!row.isErased) return
  throw new AppError('conflict', 'The content of this row was erased on a person’s request; it stays as it is.', {
    fix: 'Make a new row.',
  })
}

/** What judges a row that is or becomes active must be fit to. Evaluators that judged it before are not asked again. */
async function assertEvaluators(
  context: DatasetsContext,
  project: string,
  { row, planned }: { readonly row: StoredRow; readonly planned: Planned },
): Promise<void> {
  const [write] = Array.isArray(planned) ? (planned as readonly PlannedWrite[]) : [planned as PlannedWrite]
  if (write?.status !== 'active') return
  const fields: RowFields = write.fields ?? row.fields
  if (row.status !== 'active') {
    await assertMayBeActive(context, project, { fields, status: row.status })
    return
  }
  const added = fields.evaluators.filter((name) => !row.fields.evaluators.includes(name))
  if (added.length > 0) await context.evaluators.assertAttachable(project, added)
}

/**
 * The write, with what it weakens.
 *
 * @throws AppError `conflict` that says so where no reason is given
 */
export function reasoned(row: StoredRow, write: PlannedWrite, reason: string): PlannedWrite {
  const before = { ...row.fields, status: row.status }
  const weakenings = findWeakenings(before, { ...(write.fields ?? row.fields), status: write.status })
  if (weakenings.length === 0) return write
  const said = weakenings.map(({ message }) => message).join('. ')
  if (reason !== '') return { ...write, weakening: said }
  throw new AppError('conflict', `The row would protect less. ${said}.`, {
    where: 'reason',
    fix: 'Say in `reason` why that is right; it is kept with the revision.',
  })
}
