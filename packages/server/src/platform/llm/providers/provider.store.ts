import type { ProviderKind, ProviderLimits } from '@pawl/core'
import type { Selectable } from 'kysely'
import type { ControlSchema, ControlStore, ControlTransaction } from '../../control/index.ts'

type ProviderDb = ControlStore['db'] | ControlTransaction

/** What a project stored about a provider. */
export interface StoredProvider {
  readonly name: string
  readonly kind: ProviderKind
  readonly baseUrl: string | null
  readonly sealedKey: string | null
  /** Which secret key sealed it. */
  readonly secretKeyId: string | null
  readonly keyEnding: string | null
  readonly isDefault: boolean
  readonly limits: Partial<ProviderLimits>
  readonly updatedAt: Date
  readonly updatedBy: string
}

export async function selectProviders(db: ProviderDb, project: string): Promise<StoredProvider[]> {
  const rows = await db
    .selectFrom('model_providers')
    .selectAll()
    .where('project', '=', project)
    .orderBy('name')
    .execute()
  return rows.map(fromRow)
}

/** Locks the row until the transaction ends. */
export async function lockProvider(
  db: ControlTransaction,
  project: string,
  name: string,
): Promise<StoredProvider | undefined> {
  const row = await db
    .selectFrom('model_providers')
    .selectAll()
    .where('project', '=', project)
    .where('name', '=', name)
    .forUpdate()
    .executeTakeFirst()
  return row === undefined ? undefined : fromRow(row)
}

export async function upsertProvider(db: ControlTransaction, project: string, provider: StoredProvider): Promise<void> {
  const row = {
    kind: provider.kind,
    base_url: provider.baseUrl,
    sealed_key: provider.sealedKey,
    secret_key_id: provider.secretKeyId,
    key_ending: provider.keyEnding,
    is_default: provider.isDefault,
    limits: JSON.stringify(provider.limits),
    updated_at: provider.updatedAt,
    updated_by: provider.updatedBy,
  }
  await db
    .insertInto('model_providers')
    .values({ project, name: provider.name, ...row })
    .onConflict((conflict) => conflict.columns(['project', 'name']).doUpdateSet(row))
    .execute()
}

/** No provider of the project is the default after it. */
export async function clearDefault(db: ControlTransaction, project: string): Promise<void> {
  await db
    .updateTable('model_providers')
    .set({ is_default: false })
    .where('project', '=', project)
    .where('is_default', '=', true)
    .execute()
}

/** False when there was none. */
export async function deleteProvider(db: ProviderDb, project: string, name: string): Promise<boolean> {
  const result = await db
    .deleteFrom('model_providers')
    .where('project', '=', project)
    .where('name', '=', name)
    .executeTakeFirst()
  return result.numDeletedRows > 0n
}

function fromRow(row: Selectable<ControlSchema['model_providers']>): StoredProvider {
  return {
    name: row.name,
    kind: row.kind,
    baseUrl: row.base_url,
    sealedKey: row.sealed_key,
    secretKeyId: row.secret_key_id,
    keyEnding: row.key_ending,
    isDefault: row.is_default,
    limits: row.limits as Partial<ProviderLimits>,
    updatedAt: row.updated_at,
    updatedBy: row.updated_by,
  }
}
