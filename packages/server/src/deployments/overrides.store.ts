import { type Override, overrideSchema } from '@pawl/core'
import type { Selectable } from 'kysely'
import type { ControlSchema, ControlTransaction } from '../platform/control/index.ts'
import type { DeploymentsDb } from './deployments-deps.ts'

export async function insertOverride(db: DeploymentsDb, project: string, override: Override): Promise<void> {
  const { id, deploymentId, environment, reason, who, createdAt, expiresAt, rows, verdictReason } = override
  await db
    .insertInto('overrides')
    .values({
      ...{ id, project, deployment_id: deploymentId, environment, reason, who },
      ...{ created_at: createdAt, expires_at: expiresAt, expired_at: null },
      ...{ rows: JSON.stringify(rows), verdict_reason: verdictReason },
    })
    .execute()
}

export interface OverrideFilter {
  readonly project: string
  readonly deploymentIds?: readonly string[]
  readonly limit?: number
}

/** Newest first. */
export async function selectOverrides(
  db: DeploymentsDb,
  { project, deploymentIds, limit = 1000 }: OverrideFilter,
): Promise<Override[]> {
  if (deploymentIds?.length === 0) return []
  let query = db.selectFrom('overrides').selectAll().where('project', '=', project)
  if (deploymentIds !== undefined) query = query.where('deployment_id', 'in', [...deploymentIds])
  return (await query.orderBy('created_at', 'desc').orderBy('id').limit(limit).execute()).map(toOverride)
}

export interface DueFilter {
  readonly at: Date
  /** All when left out. */
  readonly project?: string
}

/** Those whose time is over and that nobody has marked so. */
export async function selectDueOverrides(
  db: DeploymentsDb,
  { at, project }: DueFilter,
): Promise<{ readonly id: string; readonly project: string }[]> {
  const due = db
    .selectFrom('overrides')
    .select(['id', 'project'])
    .where('expired_at', 'is', null)
    .where('expires_at', '<=', at)
    .orderBy('expires_at')
    .limit(1000)
  return await (project === undefined ? due : due.where('project', '=', project)).execute()
}

/** @returns null where somebody else was first */
export async function markExpired(transaction: ControlTransaction, id: string, at: Date): Promise<Override | null> {
  const row = await transaction
    .updateTable('overrides')
    .set({ expired_at: at })
    .where('id', '=', id)
    .where('expired_at', 'is', null)
    .returningAll()
    .executeTakeFirst()
  return row === undefined ? null : toOverride(row)
}

function toOverride(row: Selectable<ControlSchema['overrides']>): Override {
  const { id, environment, reason, who, rows } = row
  return overrideSchema.parse({
    ...{ id, environment, reason, who, rows, deploymentId: row.deployment_id, verdictReason: row.verdict_reason },
    ...{ createdAt: row.created_at.toISOString(), expiresAt: row.expires_at.toISOString() },
    expiredAt: row.expired_at?.toISOString() ?? null,
  })
}
