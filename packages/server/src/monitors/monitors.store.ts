import { type Monitor, type MonitorDefinition, monitorDefinitionSchema } from '@pawl/core'
import type { Selectable } from 'kysely'
import type { ControlSchema, ControlStore, ControlTransaction } from '../platform/control/index.ts'

/** The store itself, or a transaction of it. */
export type MonitorsDb = ControlStore['db'] | ControlTransaction

export interface MonitorRow {
  readonly id: string
  readonly project: string
  readonly definition: MonitorDefinition
  readonly origin: Monitor['origin']
  readonly who: string
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly mute: { readonly until: Date; readonly reason: string; readonly who: string } | null
}

/** What a monitor remembers from round to round. */
export interface StateRow {
  /** To be given back when it is written. */
  readonly version: number
  readonly memory: unknown
  readonly shown: unknown
}

export type WatchedRow = MonitorRow & StateRow

/** @returns whether there was none of that name */
export async function insertMonitor(db: MonitorsDb, row: Omit<MonitorRow, 'mute' | 'updatedAt'>): Promise<boolean> {
  const { id, project, definition, origin, who, createdAt } = row
  const inserted = await db
    .insertInto('monitors')
    .values({
      ...{ id, project, origin, who, name: definition.name, definition: JSON.stringify(definition) },
      ...{ created_at: createdAt, updated_at: createdAt },
    })
    .onConflict((on) => on.columns(['project', 'name']).doNothing())
    .returning('id')
    .executeTakeFirst()
  if (inserted === undefined) return false
  await db.insertInto('monitor_states').values({ monitor_id: id, project, next_round_at: createdAt }).execute()
  return true
}

const watched = (db: MonitorsDb) =>
  db
    .selectFrom('monitors as m')
    .innerJoin('monitor_states as s', 's.monitor_id', 'm.id')
    .selectAll('m')
    .select(['s.version', 's.memory', 's.shown'])
    .orderBy('m.name')

export async function selectMonitors(db: MonitorsDb, project: string): Promise<WatchedRow[]> {
  return (await watched(db).where('m.project', '=', project).execute()).map(toWatched)
}

export async function selectMonitor(db: MonitorsDb, project: string, name: string): Promise<WatchedRow | null> {
  const row = await watched(db).where('m.project', '=', project).where('m.name', '=', name).executeTakeFirst()
  return row === undefined ? null : toWatched(row)
}

/** Locked until the transaction ends. */
export async function lockMonitor(db: ControlTransaction, project: string, name: string): Promise<WatchedRow | null> {
  const row = await watched(db)
    .where('m.project', '=', project)
    .where('m.name', '=', name)
    .forUpdate()
    .executeTakeFirst()
  return row === undefined ? null : toWatched(row)
}

/** Those that are due, of all projects, longest waiting first. */
export async function selectDue(db: MonitorsDb, at: Date): Promise<{ id: string; project: string }[]> {
  const rows = await db
    .selectFrom('monitor_states')
    .select(['monitor_id', 'project'])
    .where('next_round_at', '<=', at)
    .orderBy('next_round_at')
    .execute()
  return rows.map(({ monitor_id, project }) => ({ id: monitor_id, project }))
}

export async function selectWatched(db: MonitorsDb, id: string): Promise<WatchedRow | null> {
  const row = await watched(db).where('m.id', '=', id).executeTakeFirst()
  return row === undefined ? null : toWatched(row)
}

export interface MonitorChange {
  readonly definition: MonitorDefinition
  readonly origin: Monitor['origin']
  readonly who: string
  readonly at: Date
}

export async function updateMonitor(db: MonitorsDb, id: string, change: MonitorChange): Promise<void> {
  const { definition, origin, who, at } = change
  await db
    .updateTable('monitors')
    .set({ definition: JSON.stringify(definition), origin, who, updated_at: at })
    .where('id', '=', id)
    .execute()
}

/** @returns whether there was one */
export async function deleteMonitor(db: MonitorsDb, id: string): Promise<boolean> {
  const result = await db.deleteFrom('monitors').where('id', '=', id).executeTakeFirst()
  return result.numDeletedRows === 1n
}

export async function updateMute(db: MonitorsDb, id: string, mute: MonitorRow['mute']): Promise<void> {
  await db
    .updateTable('monitors')
    .set({ mute_until: mute?.until ?? null, mute_reason: mute?.reason ?? '', mute_who: mute?.who ?? '' })
    .where('id', '=', id)
    .execute()
}

export interface StateChange {
  /** Of the state that it follows from. */
  readonly version: number
  readonly memory: unknown
  readonly shown: unknown
  readonly nextRoundAt: Date
}

/** @returns whether it was written: not when the state was changed meanwhile */
export async function updateState(db: MonitorsDb, id: string, change: StateChange): Promise<boolean> {
  const result = await db
    .updateTable('monitor_states')
    .set({
      version: change.version + 1,
      memory: change.memory === null ? null : JSON.stringify(change.memory),
      shown: change.shown === null ? null : JSON.stringify(change.shown),
      next_round_at: change.nextRoundAt,
    })
    .where('monitor_id', '=', id)
    .where('version', '=', change.version)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** Locked until the transaction ends. */
export async function lockState(db: ControlTransaction, id: string): Promise<StateRow | null> {
  const row = await db
    .selectFrom('monitor_states')
    .select(['version', 'memory', 'shown'])
    .where('monitor_id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return row ?? null
}

export async function postponeRound(db: MonitorsDb, id: string, until: Date): Promise<void> {
  await db.updateTable('monitor_states').set({ next_round_at: until }).where('monitor_id', '=', id).execute()
}

/** @returns whether it was not made before */
export async function recordDefault(db: MonitorsDb, project: string, name: string): Promise<boolean> {
  const inserted = await db
    .insertInto('default_monitors')
    .values({ project, name })
    .onConflict((on) => on.doNothing())
    .returning('name')
    .executeTakeFirst()
  return inserted !== undefined
}

export async function selectDefaults(db: MonitorsDb): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const rows = await db.selectFrom('default_monitors').selectAll().execute()
  const found = new Map<string, Set<string>>()
  for (const { project, name } of rows) found.set(project, (found.get(project) ?? new Set()).add(name))
  return found
}

type Row = Selectable<ControlSchema['monitors']> &
  Pick<Selectable<ControlSchema['monitor_states']>, 'version' | 'memory' | 'shown'>

function toWatched(row: Row): WatchedRow {
  const { id, project, origin, who, version, memory, shown } = row
  const { mute_until: until, mute_reason: reason, mute_who } = row
  return {
    ...{ id, project, origin, who, version, memory, shown },
    definition: monitorDefinitionSchema.parse(row.definition),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    mute: until === null ? null : { until, reason, who: mute_who },
  }
}
