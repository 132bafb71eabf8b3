import { type Duplicate, nearDuplicateSimilarity, type RowStatus, shingleSimilarity } from '@pawl/core'
import { sql } from 'kysely'
import type { StoredTexts } from './row-texts-of.ts'
import type { Db } from './store/datasets.ts'

export interface KnownRow {
  readonly id: string
  readonly status: RowStatus
  readonly identity: string
  readonly near: string
}

const previewCharacters = 240
/** After so many that turn out too different no more are compared: the likeliest come first. */
const mostMisses = 4
const mostDuplicates = 5

/** Rows of a dataset with what duplicates are told by. */
export async function selectKnownRows(
  db: Db,
  datasetId: string,
  of: { readonly rowIds: readonly string[]; readonly identities: readonly string[] },
): Promise<readonly KnownRow[]> {
  // Joined from the lists, so that each is looked up by its index whatever the planner knows of the table.
  const found = sql`select r.id, r.status, r.identity, r.fields_revision from dataset_rows r`
  const isMeant = sql`r.dataset_id = ${datasetId} and not r.is_erased`
  const { rows } = await sql<KnownRow>`with found as (
      ${found} join unnest(${of.rowIds}::text[]) as wanted (id) on r.id = wanted.id where ${isMeant}
      union
      ${found} join unnest(${[...new Set(of.identities)]}::text[]) as wanted (identity)
        on r.dataset_id = ${datasetId} and r.identity = wanted.identity where ${isMeant})
    select found.id, found.status, found.identity, f.near
    from found join row_revisions f on f.row_id = found.id and f.revision = found.fields_revision`.execute(db)
  return rows
}

/** Those that are the same test, then those that nearly are, the most similar first. */
export function compareRows(texts: StoredTexts, candidates: readonly KnownRow[]): readonly Duplicate[] {
  const found: Duplicate[] = []
  let misses = 0
  for (const row of candidates) {
    const isExact = row.identity === texts.identity
    if (!isExact && misses >= mostMisses) continue
    const similarity = isExact ? 1 : shingleSimilarity(texts.near, row.near)
    if (similarity < nearDuplicateSimilarity) misses++
    else found.push(describeDuplicate(row, similarity, isExact))
  }
  return sortDuplicates(found)
}

function describeDuplicate(row: KnownRow, similarity: number, isExact: boolean): Duplicate {
  const preview = row.near.slice(0, previewCharacters).toWellFormed().trim()
  return { rowId: row.id, index: null, similarity, isExact, status: row.status, preview }
}

const statusOrder = { active: 0, draft: 1, archived: 2 } as const satisfies Record<RowStatus, number>

export function sortDuplicates(found: readonly Duplicate[]): readonly Duplicate[] {
  return found
    .toSorted(
      (a, b) =>
        Number(b.isExact) - Number(a.isExact) ||
        b.similarity - a.similarity ||
        statusOrder[a.status] - statusOrder[b.status],
    )
    .slice(0, mostDuplicates)
}
