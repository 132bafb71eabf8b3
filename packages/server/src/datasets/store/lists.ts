import { type RawBuilder, sql } from 'kysely'
import { storable } from '../row-texts-of.ts'

const separator = '\u001f'

/** Lists of texts for one parameter of `unnest`, which would flatten a list of lists. */
export const packed = (lists: readonly (readonly string[])[]): readonly string[] =>
  lists.map((texts) => texts.map((text) => storable(text).replaceAll(separator, ' ')).join(separator))

/** The list that `packed` made of a column. */
export const unpacked = (column: string): RawBuilder<unknown> =>
  sql`string_to_array(${sql.ref(column)}, ${sql.lit(separator)})`
