import { AppError, type Row } from '@pawl/core'
import type { RunsContext } from '../runs-context.ts'
import type { RunRecord } from '../store/run-records.ts'

const mostKept = 500

/** Rows of a run as its revision has them: those asked for at once are read at once, and some are kept. */
export class RowReader {
  readonly #context: RunsContext
  readonly #run: RunRecord
  readonly #kept = new Map<string, Promise<Row>>()
  #batch: { readonly rowIds: string[]; readonly rows: Promise<ReadonlyMap<string, Row>> } | null = null

  constructor(context: RunsContext, run: RunRecord) {
    this.#context = context
    this.#run = run
  }

  read(rowId: string): Promise<Row> {
    const known = this.#kept.get(rowId)
    this.#kept.delete(rowId)
    const row = known ?? this.#readSoon(rowId)
    this.#kept.set(rowId, row)
    row.catch(() => this.#kept.delete(rowId))
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > mostKept && oldest !== undefined) this.#kept.delete(oldest)
    return row
  }

  async #readSoon(rowId: string): Promise<Row> {
    if (this.#batch === null) {
      const rowIds: string[] = []
      this.#batch = { rowIds, rows: this.#readBatch(rowIds) }
    }
    this.#batch.rowIds.push(rowId)
    const row = (await this.#batch.rows).get(rowId)
    if (row === undefined) throw new AppError('not_found', `The row ${rowId} of the run is gone.`)
    return row
  }

  async #readBatch(rowIds: readonly string[]): Promise<ReadonlyMap<string, Row>> {
    await Promise.resolve()
    this.#batch = null
    const { project, datasetId, datasetRevision: revision } = this.#run
    const { rows } = await this.#context.datasets.rows(project, datasetId, { revision, rowIds: [...new Set(rowIds)] })
    return new Map(rows.map((row) => [row.id, row]))
  }
}
