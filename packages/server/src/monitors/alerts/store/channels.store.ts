import type { AlertChannel } from '@pawl/core'
import type { Selectable } from 'kysely'
import type { ControlSchema } from '../../../platform/control/index.ts'
import type { AlertsDb } from './alerts.store.ts'

export interface ChannelRecord {
  readonly id: string
  readonly project: string
  readonly name: string
  readonly kind: AlertChannel['kind']
  /** What anybody may see of where it goes. */
  readonly destination: string
  /** Where it goes, and what messages are signed with. */
  readonly sealedTarget: string
  readonly createdBy: string
  readonly createdAt: Date
}

/** @throws a unique violation where the name is taken */
export async function insertChannel(db: AlertsDb, channel: ChannelRecord): Promise<void> {
  const { id, project, name, kind, destination, sealedTarget, createdBy, createdAt } = channel
  await db
    .insertInto('alert_channels')
    .values({
      ...{ id, project, name, kind, destination },
      ...{ sealed_target: sealedTarget, created_by: createdBy, created_at: createdAt },
    })
    .execute()
}

/** By name. */
export async function selectChannels(db: AlertsDb, project: string): Promise<ChannelRecord[]> {
  const rows = await db
    .selectFrom('alert_channels')
    .selectAll()
    .where('project', '=', project)
    .orderBy('name')
    .execute()
  return rows.map(toChannel)
}

export async function selectChannel(db: AlertsDb, id: string): Promise<ChannelRecord | null> {
  const row = await db.selectFrom('alert_channels').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? null : toChannel(row)
}

/** With what was sent to it. @returns null where there is none */
export async function deleteChannel(db: AlertsDb, project: string, name: string): Promise<ChannelRecord | null> {
  const row = await db
    .deleteFrom('alert_channels')
    .where('project', '=', project)
    .where('name', '=', name)
    .returningAll()
    .executeTakeFirst()
  return row === undefined ? null : toChannel(row)
}

function toChannel(row: Selectable<ControlSchema['alert_channels']>): ChannelRecord {
  const { id, project, name, kind, destination } = row
  return {
    ...{ id, project, name, kind, destination },
    ...{ sealedTarget: row.sealed_target, createdBy: row.created_by, createdAt: row.created_at },
  }
}
