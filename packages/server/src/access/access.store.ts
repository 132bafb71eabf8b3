import type { ApiKey, Project, ProjectSettings, Role } from '@pawl/core'
import { sql } from 'kysely'
import type { ControlStore, ControlTransaction } from '../platform/control/index.ts'

/** The store itself, or a transaction of it. */
export type AccessDb = ControlStore['db'] | ControlTransaction

export interface NewKeyRow {
  readonly id: string
  readonly project: string
  readonly keyHash: string
  readonly prefix: string
  readonly role: Role
  readonly owner: string
}

export async function insertProject(db: AccessDb, name: string): Promise<boolean> {
  const [result] = await db
    .insertInto('projects')
    .values({ name })
    .onConflict((on) => on.doNothing())
    .execute()
  return result?.numInsertedOrUpdatedRows === 1n
}

export async function selectProjects(db: AccessDb, only?: string): Promise<Project[]> {
  const all = db.selectFrom('projects').select(['name', 'created_at']).orderBy('name')
  const rows = await (only === undefined ? all : all.where('name', '=', only)).execute()
  return rows.map(({ name, created_at }) => ({ name, createdAt: created_at.toISOString() }))
}

export async function insertKey(db: AccessDb, { keyHash, ...key }: NewKeyRow): Promise<ApiKey> {
  const row = await db
    .insertInto('api_keys')
    .values({ ...key, key_hash: keyHash })
    .returning(shownKeyColumns)
    .executeTakeFirstOrThrow()
  return toApiKey(row)
}

export async function selectKeys(db: AccessDb, project: string): Promise<ApiKey[]> {
  const rows = await db
    .selectFrom('api_keys')
    .select(shownKeyColumns)
    .where('project', '=', project)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map(toApiKey)
}

export async function anyKeyExists(db: AccessDb): Promise<boolean> {
  return (await db.selectFrom('api_keys').select('id').limit(1).executeTakeFirst()) !== undefined
}

/** Locked until the transaction ends, so that two revocations cannot each leave the other's key as the last one. */
export async function lockLiveAdminKeys(transaction: ControlTransaction): Promise<string[]> {
  const rows = await transaction
    .selectFrom('api_keys')
    .select('id')
    .where('role', '=', 'admin')
    .where('revoked_at', 'is', null)
    .orderBy('id')
    .forUpdate()
    .execute()
  return rows.map(({ id }) => id)
}

/** @returns whether there was such a key that had not been revoked */
export async function markKeyRevoked(db: AccessDb, key: { project: string; id: string }, at: Date): Promise<boolean> {
  const result = await db
    .updateTable('api_keys')
    .set({ revoked_at: at })
    .where('id', '=', key.id)
    .where('project', '=', key.project)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

export async function markKeysUsed(db: AccessDb, uses: ReadonlyMap<string, Date>): Promise<void> {
  await sql`update api_keys set last_used_at = used.at
    from unnest(${[...uses.keys()]}::text[], ${[...uses.values()]}::timestamptz[]) as used (id, at)
    where api_keys.id = used.id`.execute(db)
}

export interface LiveKey {
  readonly id: string
  readonly keyHash: string
  readonly project: string
  readonly role: Role
  readonly owner: string
}

export interface WebSession {
  readonly idHash: string
  readonly keyId: string
  readonly expiresAt: Date
}

export async function selectLiveKeys(db: AccessDb): Promise<LiveKey[]> {
  const rows = await db
    .selectFrom('api_keys')
    .select(['id', 'key_hash', 'project', 'role', 'owner'])
    .where('revoked_at', 'is', null)
    .execute()
  return rows.map(({ key_hash, ...key }) => ({ ...key, keyHash: key_hash }))
}

export async function selectSessions(db: AccessDb, after: Date): Promise<WebSession[]> {
  const rows = await db.selectFrom('web_sessions').selectAll().where('expires_at', '>', after).execute()
  return rows.map((row) => ({ idHash: row.id_hash, keyId: row.key_id, expiresAt: row.expires_at }))
}

export async function insertSession(db: AccessDb, { idHash, keyId, expiresAt }: WebSession): Promise<void> {
  await db.insertInto('web_sessions').values({ id_hash: idHash, key_id: keyId, expires_at: expiresAt }).execute()
}

export async function deleteSession(db: AccessDb, idHash: string): Promise<void> {
  await db.deleteFrom('web_sessions').where('id_hash', '=', idHash).execute()
}

export async function deleteExpiredSessions(db: AccessDb, now: Date): Promise<void> {
  await db.deleteFrom('web_sessions').where('expires_at', '<=', now).execute()
}

/** As stored: fields that a later version added are missing. Null when nothing was ever set. */
export async function selectSettings(
  db: AccessDb,
  project: string,
): Promise<Record<keyof ProjectSettings, unknown> | null> {
  const row = await db
    .selectFrom('project_settings')
    .select(['retention_days', 'redaction', 'price_overrides'])
    .where('project', '=', project)
    .executeTakeFirst()
  if (row === undefined) return null
  return { retentionDays: row.retention_days, redaction: row.redaction, priceOverrides: row.price_overrides }
}

export interface SettingsChangeRecord {
  readonly project: string
  readonly settings: ProjectSettings
  readonly by: string
  readonly at: Date
}

export async function upsertSettings(db: AccessDb, { project, settings, by, at }: SettingsChangeRecord): Promise<void> {
  const values = {
    retention_days: settings.retentionDays,
    redaction: JSON.stringify(settings.redaction),
    price_overrides: JSON.stringify(settings.priceOverrides),
    updated_at: at,
    updated_by: by,
  }
  await db
    .insertInto('project_settings')
    .values({ project, ...values })
    .onConflict((on) => on.column('project').doUpdateSet(values))
    .execute()
}

const shownKeyColumns = [
  'id',
  'project',
  'prefix',
  'role',
  'owner',
  'created_at',
  'last_used_at',
  'revoked_at',
] as const

interface ShownKeyRow {
  readonly id: string
  readonly project: string
  readonly prefix: string
  readonly role: Role
  readonly owner: string
  readonly created_at: Date
  readonly last_used_at: Date | null
  readonly revoked_at: Date | null
}

const toApiKey = ({ created_at, last_used_at, revoked_at, ...key }: ShownKeyRow): ApiKey => ({
  ...key,
  createdAt: created_at.toISOString(),
  lastUsedAt: last_used_at?.toISOString() ?? null,
  revokedAt: revoked_at?.toISOString() ?? null,
})
