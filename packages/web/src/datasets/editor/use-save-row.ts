import { decideRowStatus, findWeakenings, type RowFields, type RowView, type Weakening } from '@pawl/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { addRows, changeStatus, editRow, getRow, ProblemError } from '../../api/index.ts'
import { lastDataset } from './dataset-choice.tsx'
import { type EditedFields, editOf, isSame } from './row-draft.ts'

export interface SaveRequest {
  readonly fields: EditedFields
  readonly activate: boolean
  /** Into the most similar row in place of beside it. */
  readonly merges?: true
  readonly reason?: string
}

/** What saving came to. */
export type Saved =
  | { readonly kind: 'saved'; readonly rowId: string; readonly remark: string | null }
  /** Somebody saved another state meanwhile. */
  | { readonly kind: 'conflict'; readonly theirs: RowView }
  /** Not stored: the row is there already, or nearly. */
  | { readonly kind: 'duplicate' }

export interface EditedRow {
  readonly row: RowView
  readonly base: EditedFields
  readonly revision: number
}

export interface NewRowPlace {
  readonly dataset: string
  readonly source: RowFields['source']
  /** The person saw the duplicates and wants the row all the same. */
  readonly acceptsDuplicates: boolean
}

/** What an edited row would protect less; empty for drafts and new rows. */
export function weakeningsOf({ row, base }: EditedRow, fields: EditedFields): readonly Weakening[] {
  const state = (of: EditedFields) => ({ ...of, source: row.source, status: row.status })
  return findWeakenings(state(base), state(fields))
}

async function saveNew({ dataset, source, acceptsDuplicates }: NewRowPlace, request: SaveRequest): Promise<Saved> {
  const { who: _who, at: _at, ...given } = source
  const { results } = await addRows(dataset, {
    rows: [{ ...request.fields, source: given, status: request.activate ? 'active' : 'draft' }],
    onDuplicate: request.merges ? 'merge' : acceptsDuplicates ? 'add' : 'report',
  })
  const [result] = results
  if (result === undefined || result.rowId === null) return { kind: 'duplicate' }
  lastDataset.set(dataset)
  return { kind: 'saved', rowId: result.rowId, remark: result.remark }
}

async function saveEdit({ row, base, revision }: EditedRow, request: SaveRequest): Promise<Saved> {
  const edit = editOf(base, request.fields)
  const reason = request.reason ?? ''
  let at = revision
  try {
    if (!isSame(edit, {})) at = (await editRow(row.id, revision, { edit, reason })).revision
    if (request.activate && row.status !== 'active') await changeStatus(row.id, at, { status: 'active' })
  } catch (error) {
    const theirs = await newerState(error, row.id, at)
    if (theirs === undefined) throw error
    return { kind: 'conflict', theirs }
  }
  return { kind: 'saved', rowId: row.id, remark: null }
}

/** A conflict may also be a rule that the edit breaks; it is somebody's edit when the row moved on. */
async function newerState(error: unknown, rowId: string, revision: number): Promise<RowView | undefined> {
  if (!(error instanceof ProblemError) || error.problem.code !== 'conflict') return undefined
  const theirs = await getRow(rowId, new AbortController().signal)
  return theirs.revision === revision ? undefined : theirs
}

export function useSaveRow() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ of, ...request }: SaveRequest & { readonly of: EditedRow | NewRowPlace }) =>
      'row' in of ? saveEdit(of, request) : saveNew(of, request),
    onSuccess: async () => {
      await queries.invalidateQueries({
        predicate: ({ queryKey }) => queryKey[0] === 'datasets' || queryKey[0] === 'rows',
      })
    },
  })
}

/** Why the row cannot be activated as it is written; undefined when it can, as far as the page knows. */
export function activationObstacle(fields: EditedFields): string | undefined {
  const decision = decideRowStatus({ status: 'draft', evaluators: fields.evaluators }, 'active')
  return decision.allowed ? undefined : `${decision.reason}. It can be saved as a draft.`
}
