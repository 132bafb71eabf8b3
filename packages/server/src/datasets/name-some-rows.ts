import { previewOfInput } from '@pawl/core'
import type { DatasetsContext } from './datasets-context.ts'
import { selectRows, toRow } from './store/row-reads.ts'

const mostNames = 200

/** What rows ask, for those who read their ids elsewhere; none of one that is not there any more. */
export async function nameSomeRows(
  { control }: DatasetsContext,
  project: string,
  rowIds: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  if (rowIds.length === 0) return {}
  const rows = await selectRows(control.db, project, rowIds.slice(0, mostNames))
  return Object.fromEntries(rows.map((row) => [row.id, previewOfInput(toRow(row).input)]))
}
