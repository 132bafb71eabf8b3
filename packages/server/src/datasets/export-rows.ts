import { type ExportedRow, RowCsvWriter, type RowFilter, writeRowLine } from '@pawl/core'
import type { DatasetsContext } from './datasets-context.ts'
import { findDataset } from './list-datasets.ts'
import { readRows } from './list-rows.ts'
import type { StoredRow } from './store/row-reads.ts'

export interface ExportRequest {
  readonly project: string
  readonly dataset: string
  readonly format: 'jsonl' | 'csv'
  readonly filter: RowFilter
}

/**
 * Rows as text, piece by piece: JSON lines that import again without loss, or CSV in which no cell is run by a
 * spreadsheet and which imports again too.
 *
 * @throws AppError `not_found`
 */
export async function* exportRows(
  context: DatasetsContext,
  { project, dataset, format, filter }: ExportRequest,
): AsyncIterable<string> {
  const found = await findDataset(context, project, dataset)
  let writer: RowCsvWriter | undefined
  if (format === 'csv') {
    writer = new RowCsvWriter(await variableNames(context, found, filter))
    yield writer.header()
  }
  for await (const rows of readRows(context, found, filter)) {
    yield rows
      .map(exported)
      .map((row) => (writer === undefined ? writeRowLine(row) : writer.record(row)))
      .join('')
  }
}

const mostColumns = 100

/** Those of the first rows get a column of their own; others stand together in one. */
async function variableNames(
  context: DatasetsContext,
  dataset: Awaited<ReturnType<typeof findDataset>>,
  filter: RowFilter,
): Promise<readonly string[]> {
  const names = new Set<string>()
  for await (const rows of readRows(context, dataset, filter)) {
    for (const { fields } of rows) {
      for (const name of Object.keys(fields.input.variables)) if (names.size < mostColumns) names.add(name)
    }
    break
  }
  return [...names]
}

const exported = ({ id, status, fields }: StoredRow): ExportedRow => ({ ...fields, id, status })
