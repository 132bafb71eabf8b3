import { type AuditEntry, type AuditHead, auditEntrySchema } from '@pawl/core'
import { type Selectable, sql } from 'kysely'
import type { ControlSchema, ControlStore, ControlTransaction } from '../control/index.ts'

type Db = ControlStore['db'] | ControlTransaction

/** Locked until the transaction ends, so that entries get their places one after the other. */
export async function lockHead(transaction: ControlTransaction, project: string): Promise<AuditHead> {
  await transaction
    .insertInto('audit_heads')
    .values({ project, sequence: 0, hash: '0'.repeat(64) })
    .onConflict((on) => on.doNothing())
    .execute()
  return transaction
    .selectFrom('audit_heads')
    .select(['sequence', 'hash'])
    .where('project', '=', project)
    .forUpdate()
    .executeTakeFirstOrThrow()
}

export async function selectHead(db: Db, project: string): Promise<AuditHead | null> {
  const head = await db
    .selectFrom('audit_heads')
    .select(['sequence', 'hash'])
    .where('project', '=', project)
    .executeTakeFirst()
  return head ?? null
}

export async function insertEntry(transaction: ControlTransaction, entry: AuditEntry): Promise<void> {
  const { project, sequence, hash, previousHash, details, ...rest } = entry
  await transaction
    .insertInto('audit_entries')
    .values({ project, sequence, hash, previous_hash: previousHash, details: JSON.stringify(details), ...rest })
    .execute()
  await transaction.updateTable('audit_heads').set({ sequence, hash }).where('project', '=', project).execute()
}

export interface EntryFilter {
  readonly project: string
  /** Whole actions, or their first parts. */
  readonly actions?: readonly string[]
  readonly who?: string | undefined
  /** Only those before this place. */
  readonly before?: number | undefined
  /** Only those after this place. */
  readonly after?: number
  readonly weakens?: boolean
  /** Entries of another environment are left out. */
  readonly environment?: string
  readonly limit: number
}

/** Newest first. */
export async function selectEntries(db: Db, filter: EntryFilter): Promise<AuditEntry[]> {
  const { project, actions, who, before, after, weakens, environment, limit } = filter
  let query = db.selectFrom('audit_entries').selectAll().where('project', '=', project)
  if (actions !== undefined) {
    query = query.where((where) =>
      where.or(
        actions.flatMap((action) => [
          where('action', '=', action),
          where(sql`split_part(action, '.', 1)`, '=', action),
        ]),
      ),
    )
  }
  if (who !== undefined) query = query.where('who', '=', who)
  if (before !== undefined) query = query.where('sequence', '<', before)
  if (after !== undefined) query = query.where('sequence', '>', after)
  if (weakens === true) query = query.where(sql<boolean>`(details->>'weakens') = 'true'`)
  if (environment !== undefined) {
    query = query.where(sql<boolean>`coalesce(details->>'environment', ${environment}) = ${environment}`)
  }
  return (await query.orderBy('sequence', 'desc').limit(limit).execute()).map(toEntry)
}

/** In the order of the log, some at a time. */
export async function selectChain(
  db: Db,
  { project, after, limit }: { readonly project: string; readonly after: number; readonly limit: number },
): Promise<AuditEntry[]> {
  const rows = await db
    .selectFrom('audit_entries')
    .selectAll()
    .where('project', '=', project)
    .where('sequence', '>', after)
    .orderBy('sequence')
    .limit(limit)
    .execute()
  return rows.map(toEntry)
}

// Not parsed by its schema: an entry that somebody spoilt must reach the check of the chain, which names it.
function toEntry({ at, previous_hash, details, ...row }: Selectable<ControlSchema['audit_entries']>): AuditEntry {
  return {
    ...row,
    at: at.toISOString(),
    previousHash: previous_hash,
    details: auditEntrySchema.shape.details.catch({}).parse(details),
  }
}
