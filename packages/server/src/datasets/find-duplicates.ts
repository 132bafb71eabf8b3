import { type Duplicate, nearDuplicateSimilarity, type RowStatus, shingleSimilarity } from '@pawl/core'
import { type RawBuilder, sql } from 'kysely'
import type { StoredTexts } from './row-texts-of.ts'
import type { Db } from './store/datasets.ts'
import { isOfDataset } from './store/of-dataset.ts'

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
/** Of thousands of rows that are the same test, so many are looked at. */
const mostOfOneIdentity = 200

/** Rows of a dataset, by their ids, with what duplicates are told by. */
export async function selectKnownRows(
  db: Db,
  datasetId: string,
  rowIds: readonly string[],
): Promise<readonly KnownRow[]> {
  if (rowIds.length === 0) return []
  // Joined from the list, so that each is looked up by its index whatever the planner knows of the table.
  const { rows } = await sql<KnownRow>`select r.id, r.status, r.identity, f.near
    from unnest(${[...new Set(rowIds)]}::text[]) as wanted (id)
    join dataset_rows r on r.id = wanted.id and ${isOfDataset('r', datasetId)} and not r.is_erased
    join row_revisions f on f.row_id = r.id and f.revision = r.fields_revision
      and ${isOfDataset('f', sql.ref('r.dataset_id'))}`.execute(db)
  return rows
}

/** Rows of a dataset that are the same test as one of these: of each, those first that others may be merged into. */
export async function selectSameRows(
  db: Db,
  datasetId: string,
  identities: readonly string[],
): Promise<readonly KnownRow[]> {
  if (identities.length === 0) return []
  // `offset 0` keeps the planner at the index of identities: without statistics it would read all of the dataset's rows too.
  const { rows } = await sql<KnownRow>`select r.id, r.status, r.identity, f.near
    from unnest(${[...new Set(identities)]}::text[]) as wanted (identity)
    cross join lateral (
      select found.* from (
        select * from (
          select id, dataset_id, status, identity, fields_revision, is_erased from dataset_rows
          where ${identityKey(sql.ref('identity'))} = ${identityKey(sql.ref('wanted.identity'))}
            and identity = wanted.identity offset 0) anywhere
        where dataset_id = ${datasetId} and not is_erased limit ${mostOfOneIdentity}) found
      order by array_position(array['active', 'draft', 'archived'], found.status), found.id limit ${mostDuplicates}) r
    join row_revisions f on f.row_id = r.id and f.revision = r.fields_revision
      and ${isOfDataset('f', sql.ref('r.dataset_id'))}`.execute(db)
  return rows
}

/** As the index of migration 0013 has it. */
const identityKey = (identity: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`(('x' || left(${identity}, 8))::bit(32)::integer)`

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
