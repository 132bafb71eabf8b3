import { AppError, type DatasetHistory, type RowHistory, type RowRevision } from '@pawl/core'
import { decodeCursor, encodeCursor } from '../platform/http/index.ts'
import { findRow } from './change-row.ts'
import type { DatasetsContext } from './datasets-context.ts'
import { findDataset } from './list-datasets.ts'
import { selectDatasetRevisions } from './store/datasets.ts'
import { selectRowRevision, selectRowRevisions } from './store/row-reads.ts'

export interface HistoryPage {
  readonly limit: number
  readonly cursor?: string | undefined
}

/** The changes of a dataset and its rows, newest first. @throws AppError `not_found` */
export async function listDatasetHistory(
  context: DatasetsContext,
  request: { readonly project: string; readonly dataset: string },
  page: HistoryPage,
): Promise<DatasetHistory> {
  const { id } = await findDataset(context, request.project, request.dataset)
  const found = await selectDatasetRevisions(context.control.db, id, oneMore(page))
  return pageOf(found, page.limit)
}

/** The states of a row, newest first. @throws AppError `not_found` */
export async function listRowHistory(
  context: DatasetsContext,
  request: { readonly project: string; readonly rowId: string },
  page: HistoryPage,
): Promise<RowHistory> {
  const row = await findRow(context, request.project, request.rowId)
  const found = await selectRowRevisions(context.control.db, row, oneMore(page))
  return pageOf(found, page.limit)
}

/** @throws AppError `not_found` */
export async function getRowRevision(
  context: DatasetsContext,
  request: { readonly project: string; readonly rowId: string; readonly revision: number },
): Promise<RowRevision> {
  const row = await findRow(context, request.project, request.rowId)
  const found = await selectRowRevision(context.control.db, row, request.revision)
  if (found !== undefined) return found
  throw new AppError('not_found', `The row has no revision ${request.revision}.`, {
    where: 'revision',
    fix: `It has revisions 1 to ${row.revision}.`,
  })
}

const oneMore = ({ limit, cursor }: HistoryPage) => ({
  before: cursor === undefined ? undefined : Number(decodeCursor(cursor, /^(\d{1,9})$/)[0]),
  limit: limit + 1,
})

function pageOf<Line extends { readonly revision: number }>(found: readonly Line[], limit: number) {
  const revisions = found.slice(0, limit)
  const last = revisions.at(-1)
  return { revisions, nextCursor: last === undefined || found.length <= limit ? null : encodeCursor(last.revision) }
}
