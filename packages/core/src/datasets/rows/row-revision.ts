import { z } from 'zod'
import { rowFieldsSchema, rowStatuses } from './row.ts'

export const rowChanges = ['created', 'edited', 'status_changed', 'merged', 'proved', 'deleted', 'erased'] as const
export type RowChange = (typeof rowChanges)[number]

/** One state of a row. All revisions together are the history of a dataset. */
export const rowRevisionSchema = z.object({
  rowId: z.string(),
  /** Counts from 1 within the row. */
  revision: z.number().int().positive(),
  /** Counts from 1 within the dataset: its state when this revision came. One change of many rows shares a number. */
  datasetRevision: z.number().int().positive(),
  change: z.enum(rowChanges),
  status: z.enum(rowStatuses),
  fields: rowFieldsSchema,
  who: z.string(),
  at: z.iso.datetime(),
  note: z.string().max(2000),
})
export type RowRevision = z.infer<typeof rowRevisionSchema>

type Dated = Pick<RowRevision, 'rowId' | 'revision' | 'datasetRevision' | 'change'>

/**
 * The rows of a dataset as they were at one of its revisions, in the order in which they came in (by id where
 * they came together). Takes revisions in any order; rows that were deleted by then are left out.
 */
export function datasetStateAt<Revision extends Dated>(
  revisions: readonly Revision[],
  datasetRevision: number,
): readonly Revision[] {
  const newest = new Map<string, Revision>()
  const byAge = [...revisions].sort(
    (a, b) => a.datasetRevision - b.datasetRevision || a.revision - b.revision || (a.rowId < b.rowId ? -1 : 1),
  )
  for (const revision of byAge) {
    if (revision.datasetRevision <= datasetRevision) newest.set(revision.rowId, revision)
  }
  return [...newest.values()].filter((revision) => revision.change !== 'deleted')
}
