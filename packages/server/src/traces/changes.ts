import { randomUUID } from 'node:crypto'
import { type ChangeMark, changeMarkSchema, type JsonObject } from '@pawl/core'
import type { ControlStore, ControlTransaction } from '../platform/control/index.ts'

export interface NewChangeMark {
  readonly project: string
  readonly kind: ChangeMark['kind']
  readonly at: Date
  readonly title: string
  readonly details: JsonObject
}

/** Draws a mark on charts, when, and only when, the transaction commits. */
export async function markChange(transaction: ControlTransaction, { details, ...mark }: NewChangeMark): Promise<void> {
  await transaction
    .insertInto('changes')
    .values({ id: randomUUID(), ...mark, details: JSON.stringify(details) })
    .execute()
}

export interface ChangeRange {
  readonly project: string
  readonly from?: Date | undefined
  readonly to?: Date | undefined
}

/** Oldest first; the newest 1,000 of the range. */
export async function listChanges(
  { db }: Pick<ControlStore, 'db'>,
  { project, from, to }: ChangeRange,
): Promise<ChangeMark[]> {
  let query = db.selectFrom('changes').selectAll().where('project', '=', project)
  if (from !== undefined) query = query.where('at', '>=', from)
  if (to !== undefined) query = query.where('at', '<', to)
  const rows = await query.orderBy('at', 'desc').orderBy('id').limit(1000).execute()
  return rows.reverse().map((row) => changeMarkSchema.parse({ ...row, at: row.at.toISOString() }))
}
