import { setImmediate as yieldToOthers } from 'node:timers/promises'
import { DuplicateIndex, type TextSignature, textSignature } from '@pawl/core'
import { sql } from 'kysely'
import type { Db } from './store/datasets.ts'

/** Rows over all indexes in memory. An index takes 425 to 850 bytes a row: at most about 200 MB. */
const mostRows = 262_144
const pageRows = 2000
/** Of what the index thinks likely, so many are read and compared. */
const mostCandidates = 8

/** The likely near duplicates among the rows of one dataset. */
export interface DatasetIndex {
  /** Ids of rows that are likely to be as similar, the likeliest first, and adds the row. */
  findAndAdd(
    signature: TextSignature,
    rowId: string,
  ): { readonly likely: readonly string[]; readonly entry: number | undefined }
  find(text: string): readonly string[]
  /** The rows of these entries were not stored after all. */
  forget(entries: readonly number[]): void
  /** The rows that were added are in the dataset since this revision. */
  wrote(datasetRevision: number): void
}

/**
 * Near duplicates by dataset, in memory. Kept there and not as stored bands: 25 index entries for every row would make
 * adding rows five times slower, while reading 100,000 texts and hashing them anew takes seconds, once after a start.
 * An index follows its dataset by reading the revisions it has not seen, so that what other servers write is found too. A
 * dataset larger than `mostRows` is compared with the first rows of it; exact duplicates are found by the store.
 */
export class NearDuplicates {
  readonly #indexes = new Map<string, StoredIndex>()

  async open(db: Db, datasetId: string): Promise<DatasetIndex> {
    const index = this.#indexes.get(datasetId) ?? new StoredIndex(datasetId)
    // The map keeps the order of last use.
    this.#indexes.delete(datasetId)
    this.#indexes.set(datasetId, index)
    await index.catchUp(db)
    this.#makeRoom()
    return index
  }

  #makeRoom(): void {
    let rows = [...this.#indexes.values()].reduce((sum, index) => sum + index.size, 0)
    for (const [datasetId, index] of this.#indexes) {
      if (rows <= mostRows || this.#indexes.size === 1) return
      this.#indexes.delete(datasetId)
      rows -= index.size
    }
  }
}

class StoredIndex implements DatasetIndex {
  readonly #datasetId: string
  readonly #index = new DuplicateIndex(() => '')
  /** By their numbers in the index. */
  readonly #rowIds: string[] = []
  #seenRevision = 0
  #catchingUp: Promise<void> = Promise.resolve()

  constructor(datasetId: string) {
    this.#datasetId = datasetId
  }

  get size(): number {
    return this.#index.size
  }

  findAndAdd(signature: TextSignature, rowId: string): ReturnType<DatasetIndex['findAndAdd']> {
    const likely = this.#idsOf(this.#index.fewCandidates(signature))
    if (this.size >= mostRows) return { likely, entry: undefined }
    const entry = this.#index.addSignature(signature)
    this.#rowIds[entry] = rowId
    return { likely, entry }
  }

  /** The newest first, which is quick. */
  forget(entries: readonly number[]): void {
    for (const entry of entries.toReversed()) this.#index.remove(entry)
  }

  find(text: string): readonly string[] {
    return this.#idsOf(this.#index.candidates(textSignature(text)))
  }

  wrote(datasetRevision: number): void {
    if (this.#seenRevision === datasetRevision - 1) this.#seenRevision = datasetRevision
  }

  /** One after the other: two readers of the same revisions would add them twice. */
  catchUp(db: Db): Promise<void> {
    this.#catchingUp = this.#catchingUp.catch(() => undefined).then(() => this.#readNew(db))
    return this.#catchingUp
  }

  async #readNew(db: Db): Promise<void> {
    const to = await newestRevision(db, this.#datasetId)
    let after = { datasetRevision: this.#seenRevision, rowId: '\u{10ffff}' }
    while (this.#seenRevision < to) {
      const texts = await selectTexts(db, this.#datasetId, { after, to })
      let workedSinceMs = performance.now()
      for (const { row_id, near } of texts) {
        if (this.size < mostRows) {
          this.#rowIds[this.#index.add(near)] = row_id
        }
        if (performance.now() - workedSinceMs > 20) {
          await yieldToOthers()
          workedSinceMs = performance.now()
        }
      }
      const last = texts.at(-1)
      if (last === undefined || texts.length < pageRows) this.#seenRevision = to
      else after = { datasetRevision: last.dataset_revision, rowId: last.row_id }
    }
  }

  /** A row that was edited is there under its old text as well; whoever compares reads its text of today. */
  #idsOf(rows: readonly number[]): readonly string[] {
    const found = new Set<string>()
    for (const row of rows) {
      found.add(this.#rowIds[row] ?? '')
      if (found.size === mostCandidates) break
    }
    return [...found]
  }
}

async function newestRevision(db: Db, datasetId: string): Promise<number> {
  const row = await db.selectFrom('datasets').select('revision').where('id', '=', datasetId).executeTakeFirst()
  return row?.revision ?? 0
}

interface TextRecord {
  readonly row_id: string
  readonly dataset_revision: number
  readonly near: string
}

async function selectTexts(
  db: Db,
  datasetId: string,
  { after, to }: { readonly after: { readonly datasetRevision: number; readonly rowId: string }; readonly to: number },
): Promise<readonly TextRecord[]> {
  const { rows } = await sql<TextRecord>`select row_id, dataset_revision, near from row_revisions
    where dataset_id = ${datasetId} and near is not null and dataset_revision <= ${to}
      and (dataset_revision, row_id) > (${after.datasetRevision}, ${after.rowId})
    order by dataset_revision, row_id limit ${pageRows}`.execute(db)
  return rows
}
