import { type ExternalTarget, externalTargetSchema } from '@pawl/core'
import { sql } from 'kysely'
import type { FoundSecretUse } from '../platform/secrets/index.ts'
import type { PromptsDb } from './prompts-db.ts'

export interface CurrentExternal {
  readonly name: string
  readonly version: string
  /** How it is run against rows. */
  readonly spec: ExternalTarget
  /** Somebody's word that the same row always gives the same outcome. */
  readonly isDeterministic: boolean
}

export interface CurrentExternalRow extends CurrentExternal {
  readonly since: string
  readonly by: string
}

interface Place {
  readonly project: string
  readonly environment: string
}

export async function selectExternals(db: PromptsDb, { project, environment }: Place): Promise<CurrentExternalRow[]> {
  const rows = await db
    .selectFrom('current_externals')
    .selectAll()
    .where('project', '=', project)
    .where('environment', '=', environment)
    .orderBy('name')
    .execute()
  return rows.map(({ name, version, spec, is_deterministic, since, set_by }) => ({
    ...{ name, version, spec: externalTargetSchema.parse(spec), isDeterministic: is_deterministic },
    ...{ since: since.toISOString(), by: set_by },
  }))
}

/** Agents that are live and run with secrets. */
export async function selectExternalSecretUses(db: PromptsDb, project: string): Promise<readonly FoundSecretUse[]> {
  const rows = await db
    .selectFrom('current_externals')
    .select(['name', 'environment', sql<string>`spec::text`.as('text')])
    .where('project', '=', project)
    .where(sql`spec::text`, 'like', '%${secrets.%')
    .orderBy('environment')
    .orderBy('name')
    .execute()
  return rows.map(({ name, environment, text }) => ({ kind: 'agent', name, environment, texts: [text] }))
}

export async function upsertExternal(
  db: PromptsDb,
  {
    project,
    environment,
    name,
    version,
    spec,
    isDeterministic,
    by,
    at,
  }: Place & CurrentExternal & { readonly by: string; readonly at: Date },
): Promise<void> {
  const value = {
    version,
    spec: JSON.stringify(spec),
    is_deterministic: isDeterministic,
    since: at,
    set_by: by,
  }
  await db
    .insertInto('current_externals')
    .values({ project, environment, name, ...value })
    .onConflict((on) => on.columns(['project', 'environment', 'name']).doUpdateSet(value))
    .execute()
}
