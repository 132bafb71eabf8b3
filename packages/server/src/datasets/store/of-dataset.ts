import { type RawBuilder, sql } from 'kysely'

/**
 * SQL: that a row of `table`, which its id was looked up for, is one of the dataset. Said so that the planner does not
 * see it: without statistics it takes the index of all that a dataset has to be as good as that of ids, and reads it whole.
 */
export const isOfDataset = (table: string, datasetId: string | RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`${sql.ref(`${table}.dataset_id`)} || '' = ${datasetId}`
