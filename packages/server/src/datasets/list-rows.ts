import { AppError, type Row, type RowFilter, type RowList, type RowListQuery } from '@pawl/core'
import { decodeCursor, encodeCursor } from '../platform/http/index.ts'
import type { DatasetsContext } from './datasets-context.ts'
import type { RowSelection, SelectedRows } from './datasets-door.ts'
import { findDataset } from './list-datasets.ts'
import { storable } from './row-texts-of.ts'
import type { StoredDataset } from './store/datasets.ts'
import {
  type FoundRow,
  type RowPosition,
  type RowSearch,
  type StoredRow,
  searchRows,
  selectRowsAt,
  selectSummaries,
  toRow,
} from './store/row-reads.ts'

/**
 * One page of the rows of a dataset, as it is or as it was at an earlier revision.
 *
 * @throws AppError `not_found` for the dataset or a revision that it does not have
 */
export async function listRows(
  context: DatasetsContext,
  request: { readonly project: string; readonly dataset: string },
  { limit, cursor, ...filter }: RowListQuery,
): Promise<RowList> {
  const { db } = context.control
  const dataset = await findDataset(context, request.project, request.dataset)
  const search = searchOf(dataset, filter)
  const found = await searchRows(db, {
    ...search,
    after: cursor === undefined ? undefined : positionOf(cursor),
    limit: limit + 1,
  })
  const page = found.slice(0, limit)
  const last = page.at(-1)
  return {
    revision: search.atRevision ?? dataset.revision,
    rows: await selectSummaries(
      db,
      search,
      page.map(({ id }) => id),
    ),
    nextCursor: last === undefined || found.length <= limit ? null : encodeCursor(last.createdRevision, last.id),
  }
}

const pageRows = 500
const pageBytes = 8 * 1024 * 1024

/** Whole rows of a filter, in parts that are small enough to hold. All parts are of one revision. */
export async function* readRows(
  { control }: Pick<DatasetsContext, 'control'>,
  dataset: StoredDataset,
  filter: RowFilter & Pick<RowSelection, 'rowIds'>,
): AsyncIterable<readonly StoredRow[]> {
  // Named even for the newest state: rows may change while they are read.
  const search = searchOf(dataset, { ...filter, revision: filter.revision ?? dataset.revision })
  let after: RowPosition | undefined
  for (;;) {
    const found = await searchRows(control.db, { ...search, rowIds: filter.rowIds, after, limit: pageRows })
    for (const part of partsOf(found)) {
      yield await selectRowsAt(
        control.db,
        search,
        part.map(({ id }) => id),
      )
    }
    after = found.at(-1)
    if (after === undefined || found.length < pageRows) return
  }
}

function* partsOf(found: readonly FoundRow[]): Iterable<readonly FoundRow[]> {
  let part: FoundRow[] = []
  let bytes = 0
  for (const row of found) {
    if (part.length > 0 && bytes + row.byteCount > pageBytes) {
      yield part
      part = []
      bytes = 0
    }
    part.push(row)
    bytes += row.byteCount
  }
  if (part.length > 0) yield part
}

export async function* selectRowPages(
  context: DatasetsContext,
  request: { readonly project: string; readonly dataset: string },
  selection: RowSelection = {},
): AsyncIterable<SelectedRows> {
  const dataset = await findDataset(context, request.project, request.dataset)
  const { revision = dataset.revision, statuses, rowIds } = selection
  const filter = { revision, ...(statuses && { status: [...statuses] }), ...(rowIds && { rowIds }) }
  for await (const rows of readRows(context, dataset, filter)) {
    yield { datasetId: dataset.id, datasetName: dataset.name, revision, rows: rows.map(toRow) }
  }
}

/** @throws AppError `not_found` for the dataset, a revision that it does not have, or rows that are not in it */
export async function selectAllRows(
  context: DatasetsContext,
  request: { readonly project: string; readonly dataset: string },
  selection: RowSelection = {},
): Promise<SelectedRows> {
  const dataset = await findDataset(context, request.project, request.dataset)
  const rows: Row[] = []
  const { revision = dataset.revision } = selection
  for await (const page of selectRowPages(context, request, { ...selection, revision })) rows.push(...page.rows)
  const missing = selection.rowIds?.filter((id) => !rows.some((row) => row.id === id)) ?? []
  if (missing.length > 0) {
    const statuses = selection.statuses === undefined ? '' : ` with the status ${selection.statuses.join(' or ')}`
    throw new AppError('not_found', `The dataset ${dataset.name} has no row ${missing.join(', ')}${statuses}.`, {
      where: 'rowIds',
      fix: 'Look at `pawl rows list`.',
    })
  }
  return { datasetId: dataset.id, datasetName: dataset.name, revision, rows }
}

function searchOf(dataset: StoredDataset, filter: RowFilter): Omit<RowSearch, 'after' | 'limit'> {
  const { revision } = filter
  if (revision !== undefined && revision > dataset.revision) {
    throw new AppError('not_found', `The dataset ${dataset.name} has no revision ${revision}.`, {
      where: 'revision',
      fix: `Its newest one is ${dataset.revision}.`,
    })
  }
  const text = filter.q?.trim()
  return {
    datasetId: dataset.id,
    atRevision: revision === undefined ? null : revision,
    statuses: filter.status,
    labels: filter.label,
    priorities: filter.priority,
    evaluators: filter.evaluator?.map((name) => storable(name)),
    proofs: filter.proof,
    text: text === undefined || text === '' ? undefined : storable(text),
  }
}

function positionOf(cursor: string): RowPosition {
  const [createdRevision, id] = decodeCursor(cursor, /^(\d{1,9}),([0-9a-f-]{36})$/)
  return { createdRevision: Number(createdRevision), id: id ?? '' }
}
