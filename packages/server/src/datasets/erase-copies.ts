import { changeRows, type PlannedWrite } from './change-dataset.ts'
import type { DatasetsContext } from './datasets-context.ts'
import { fieldsWrite, statusWrite } from './plan-write.ts'
import { eraseFields, eraseProofs, eraseRevisions, selectRowsOfOrigins } from './store/erasures.ts'
import { sessionOrigin, traceOrigin, trialOrigin, userOrigin } from './store/origins.ts'
import { type StoredRow, selectRows } from './store/row-reads.ts'

export interface CopiesOf {
  readonly traceIds: readonly string[]
  readonly sessionId?: string
  readonly userId?: string
}

export interface ErasedCopies {
  readonly erasedRows: number
  readonly erasedProofs: number
  /** Rows whose content is gone: what was made of them goes too. */
  readonly rowIds: readonly string[]
}

const rowsAtOnce = 200
const originsAtOnce = 5000
const deletionNote = 'The traces it was copied from were deleted'

/**
 * Removes what rows copied from these traces, in all of their revisions, and archives the rows as erased; proofs lose
 * their content too. Rows whose proof alone cites a deleted trial keep theirs.
 */
export async function eraseCopies(
  context: DatasetsContext,
  project: string,
  { traceIds, sessionId, userId }: CopiesOf,
): Promise<ErasedCopies> {
  const people = [
    ...(sessionId === undefined ? [] : [sessionOrigin(sessionId)]),
    ...(userId === undefined ? [] : [userOrigin(userId)]),
  ]
  const copied = await rowsOf(context, project, [...traceIds.map(traceOrigin), ...people])
  const cited = await rowsOf(context, project, traceIds.map(trialOrigin))
  let erasedProofs = 0
  for (const [dataset, rowIds] of copied) {
    erasedProofs += await eraseRows(context, { project, dataset, rowIds, write: erasedWrite, erase: eraseRevisions })
  }
  for (const [dataset, rowIds] of cited) {
    erasedProofs += await eraseRows(context, { project, dataset, rowIds, write: proofErasedWrite, erase: nothing })
  }
  const rowIds = [...copied.values()].flat()
  return { erasedRows: rowIds.length, erasedProofs, rowIds }
}

const nothing = (): Promise<void> => Promise.resolve()

async function rowsOf(
  { control }: DatasetsContext,
  project: string,
  origins: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const byDataset = new Map<string, Set<string>>()
  for (let from = 0; from < origins.length; from += originsAtOnce) {
    const part = origins.slice(from, from + originsAtOnce)
    for (const { id, datasetId } of await selectRowsOfOrigins(control.db, project, part)) {
      byDataset.set(datasetId, (byDataset.get(datasetId) ?? new Set()).add(id))
    }
  }
  return new Map([...byDataset].map(([dataset, rowIds]) => [dataset, [...rowIds]]))
}

interface Erasure {
  readonly project: string
  readonly dataset: string
  readonly rowIds: readonly string[]
  readonly write: typeof erasedWrite
  readonly erase: typeof eraseRevisions
}

async function eraseRows(
  context: DatasetsContext,
  { project, dataset, rowIds, write, erase }: Erasure,
): Promise<number> {
  const change = { project, dataset, person: 'deletion request', note: deletionNote, evenArchived: true }
  let erasedProofs = 0
  for (let from = 0; from < rowIds.length; from += rowsAtOnce) {
    const part = rowIds.slice(from, from + rowsAtOnce)
    const { result } = await changeRows(context, change, async (transaction, { id: datasetId }) => {
      const rows = await selectRows(transaction, project, part)
      const writes = rows.flatMap(write)
      await erase(transaction, datasetId, part)
      return { writes, result: await eraseProofs(transaction, project, part) }
    })
    erasedProofs += result
  }
  return erasedProofs
}

const proofStateOf = (row: StoredRow): StoredRow['proofState'] => (row.proofState === 'none' ? 'none' : 'erased')

function erasedWrite(row: StoredRow): readonly PlannedWrite[] {
  if (row.isErased) return []
  const write = fieldsWrite(row, eraseFields(row.fields), 'erased')
  return [{ ...write, status: 'archived', changedFields: [], proofState: proofStateOf(row), isErased: true }]
}

function proofErasedWrite(row: StoredRow): readonly PlannedWrite[] {
  if (row.isErased || row.proofState === 'erased' || row.proofState === 'none') return []
  return [{ ...statusWrite(row, row.status, 'erased'), proofState: 'erased' }]
}
