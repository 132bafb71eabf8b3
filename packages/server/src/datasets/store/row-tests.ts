import type { Proof, RowFields } from '@pawl/core'
import { sql } from 'kysely'
import type { Db } from './datasets.ts'
import { isOfDataset } from './of-dataset.ts'
import { selectRowsAt } from './row-reads.ts'

/** An active row by what can change about it, without what it holds. */
export interface ActiveRow {
  readonly id: string
  readonly revision: number
  /** Where nothing of this changed, neither did what the row holds. */
  readonly contentKey: string
}

export interface ActiveRows {
  readonly datasetId: string
  readonly dataset: string
  readonly revision: number
  /** By id. */
  readonly rows: readonly ActiveRow[]
}

/** Every dataset that is not archived, by name, with its active rows: all as of one moment. */
export async function selectActiveRows(db: Db, project: string): Promise<ActiveRows[]> {
  const { rows } = await sql<ActiveRecord>`select d.id as dataset_id, d.name, d.revision,
      coalesce(json_agg(json_build_array(r.id, r.revision, r.fields_revision, r.proof_id, r.proof_state, r.is_erased) order by r.id)
        filter (where r.id is not null), '[]') as active
    from datasets d left join dataset_rows r on r.dataset_id = d.id and r.status = 'active'
    where d.project = ${project} and d.archived_at is null group by d.id, d.name, d.revision order by d.name`.execute(
    db,
  )
  return rows.map(({ dataset_id, name, revision, active }) => ({
    ...{ datasetId: dataset_id, dataset: name, revision },
    rows: active.map(([id, rowRevision, ...content]) => {
      return { id, revision: rowRevision, contentKey: content.map(String).join('/') }
    }),
  }))
}

interface ActiveRecord {
  readonly dataset_id: string
  readonly name: string
  readonly revision: number
  readonly active: readonly (readonly [string, number, number, string | null, string, boolean])[]
}

export interface RowTest {
  readonly id: string
  readonly fields: RowFields
  readonly proof: Proof | null
  /** The revision from which on the row tests what it tests now, with the evaluators that it has now. */
  readonly testedSince: number
}

/** What rows hold, with since when they test what they test. */
export async function selectRowTests(db: Db, datasetId: string, rowIds: readonly string[]): Promise<RowTest[]> {
  const stored = await selectRowsAt(db, { datasetId, atRevision: null }, rowIds)
  const proven = stored.filter(({ proof }) => proof !== null).map(({ id }) => id)
  const judgedSince = await selectJudgedSince(db, datasetId, proven)
  return stored.map(({ id, fields, proof, proofState, fieldsRevision }) => {
    // A proof that is still current is of this very test.
    const testedSince = proofState === 'current' ? (judgedSince.get(id) ?? 1) : fieldsRevision
    return { id, fields, proof, testedSince }
  })
}

/** The revision that last changed which evaluators judge a row. */
async function selectJudgedSince(
  db: Db,
  datasetId: string,
  rowIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (rowIds.length === 0) return new Map()
  const { rows } = await sql<{ row_id: string; revision: number }>`select row_id, max(revision) as revision
    from row_revisions
    where row_id = any(${rowIds}::text[]) and ${isOfDataset('row_revisions', datasetId)} and 'evaluators' = any(changed_fields)
    group by row_id`.execute(db)
  return new Map(rows.map(({ row_id, revision }) => [row_id, revision]))
}
