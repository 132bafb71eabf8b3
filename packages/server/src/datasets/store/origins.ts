import type { RowFields } from '@pawl/core'
import { sql } from 'kysely'
import type { ControlTransaction } from '../../platform/control/index.ts'
import { storable } from '../row-texts-of.ts'

export const traceOrigin = (traceId: string): string => `trace:${traceId}`
export const sessionOrigin = (sessionId: string): string => `session:${sessionId}`
export const userOrigin = (userId: string): string => `user:${userId}`
/** Of a trial that a proof cites. */
export const trialOrigin = (traceId: string): string => `trial:${traceId}`

/** What the row copied from, as its source and those merged into it say. */
export function originsOf({ source, metadata }: RowFields): readonly string[] {
  const merged = Array.isArray(metadata.merged_from) ? (metadata.merged_from as readonly RowFields['source'][]) : []
  return [source, ...merged].flatMap((each) => [
    ...textOf(each?.traceId).map(traceOrigin),
    ...textOf(each?.origin?.traceId).map(traceOrigin),
    ...textOf(each?.sessionId).map(sessionOrigin),
  ])
}

/** Merged sources stand in free metadata, where anything may be written. */
const textOf = (value: unknown): readonly string[] => (typeof value === 'string' && value !== '' ? [value] : [])

export async function insertOrigins(
  transaction: ControlTransaction,
  project: string,
  found: readonly { readonly rowId: string; readonly origin: string }[],
): Promise<void> {
  if (found.length === 0) return
  await sql`insert into row_origins (project, origin, row_id)
    select ${project}::text, origin, row_id
    from unnest(${found.map(({ origin }) => storable(origin))}::text[], ${found.map(({ rowId }) => rowId)}::text[])
    as written (origin, row_id) on conflict do nothing`.execute(transaction)
}
