import type { ControlStore, ControlTransaction } from '../control/index.ts'

type SecretsDb = ControlStore['db'] | ControlTransaction

export interface SealedSecret {
  readonly name: string
  readonly sealedValue: string
  readonly secretKeyId: string
  readonly updatedAt: Date
  readonly updatedBy: string
}

/** By name. */
export async function selectSecrets(db: SecretsDb, project: string): Promise<SealedSecret[]> {
  const rows = await db.selectFrom('secrets').selectAll().where('project', '=', project).orderBy('name').execute()
  return rows.map(({ name, sealed_value, secret_key_id, updated_at, updated_by }) => ({
    ...{ name, sealedValue: sealed_value, secretKeyId: secret_key_id, updatedAt: updated_at, updatedBy: updated_by },
  }))
}

/** @returns whether there was none of that name */
export async function upsertSecret(db: SecretsDb, project: string, secret: SealedSecret): Promise<boolean> {
  const { name, sealedValue, secretKeyId, updatedAt, updatedBy } = secret
  const known = await db
    .selectFrom('secrets')
    .select('name')
    .where('project', '=', project)
    .where('name', '=', name)
    .forUpdate()
    .executeTakeFirst()
  const row = {
    ...{ sealed_value: sealedValue, secret_key_id: secretKeyId, updated_at: updatedAt, updated_by: updatedBy },
  }
  await db
    .insertInto('secrets')
    .values({ project, name, ...row })
    .onConflict((on) => on.columns(['project', 'name']).doUpdateSet(row))
    .execute()
  return known === undefined
}

/** False when there was none. */
export async function deleteSecret(db: SecretsDb, project: string, name: string): Promise<boolean> {
  const result = await db
    .deleteFrom('secrets')
    .where('project', '=', project)
    .where('name', '=', name)
    .executeTakeFirst()
  return result.numDeletedRows > 0n
}
