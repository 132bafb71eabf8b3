import type { Duplicate } from '@pawl/core'
import type { DatasetsContext } from './datasets-context.ts'
import { compareRows, selectKnownRows, selectSameRows } from './find-duplicates.ts'
import { findDataset } from './list-datasets.ts'
import type { PreparedRow } from './new-row.ts'
import { storedTexts } from './row-texts-of.ts'

export interface DuplicatesRequest {
  readonly project: string
  readonly dataset: string
  readonly fields: PreparedRow['fields']
  readonly exceptRowId?: string | undefined
}

/**
 * Rows of the dataset that equal a row or nearly do, the most similar first.
 *
 * @throws AppError `not_found`
 */
export async function lookForDuplicates(
  context: DatasetsContext,
  { project, dataset, fields, exceptRowId }: DuplicatesRequest,
): Promise<Duplicate[]> {
  const { db } = context.control
  const { id } = await findDataset(context, project, dataset)
  const index = await context.near.open(db, id)
  const texts = storedTexts(fields)
  const same = await selectSameRows(db, id, [texts.identity])
  const near = await selectKnownRows(db, id, index.find(texts.near))
  const known = new Map([...same, ...near].map((row) => [row.id, row]))
  if (exceptRowId !== undefined) known.delete(exceptRowId)
  return [...compareRows(texts, [...known.values()])]
}
