import { type CurrentVersion, type DeployedPrompt, defaultEnvironments, promptContentSchema } from '@pawl/core'
import type { PromptKey, PromptsDb } from './prompts-db.ts'

export async function insertEnvironment(
  db: PromptsDb,
  {
    project,
    name,
    by,
    at,
  }: { readonly project: string; readonly name: string; readonly by: string; readonly at: Date },
): Promise<boolean> {
  const [result] = await db
    .insertInto('environments')
    .values({ project, name, created_by: by, created_at: at })
    .onConflict((on) => on.doNothing())
    .execute()
  return result?.numInsertedOrUpdatedRows === 1n
}

/** Those that every project has first, then by name. */
export async function selectEnvironmentNames(db: PromptsDb, project: string): Promise<string[]> {
  const rows = await db
    .selectFrom('environments')
    .select('name')
    .where('project', '=', project)
    .orderBy('name')
    .execute()
  return [...new Set([...defaultEnvironments, ...rows.map(({ name }) => name)])]
}

export interface CurrentFilter {
  readonly project: string
  readonly prompt?: string
  readonly environment?: string
}

const currentWithVersions = (db: PromptsDb) =>
  db
    .selectFrom('current_versions')
    .innerJoin('prompt_versions', (join) =>
      join
        .onRef('prompt_versions.project', '=', 'current_versions.project')
        .onRef('prompt_versions.prompt', '=', 'current_versions.prompt')
        .onRef('prompt_versions.id', '=', 'current_versions.version_id'),
    )

/** What is current, by environment and prompt. */
export async function selectCurrent(db: PromptsDb, filter: CurrentFilter): Promise<CurrentVersion[]> {
  let query = currentWithVersions(db)
    .select([
      'current_versions.environment',
      'current_versions.prompt',
      'prompt_versions.id',
      'prompt_versions.number',
      'current_versions.since',
      'current_versions.set_by',
      'current_versions.is_unprotected',
    ])
    .where('current_versions.project', '=', filter.project)
    .orderBy('current_versions.environment')
    .orderBy('current_versions.prompt')
  if (filter.prompt !== undefined) query = query.where('current_versions.prompt', '=', filter.prompt)
  if (filter.environment !== undefined) query = query.where('current_versions.environment', '=', filter.environment)
  const rows = await query.execute()
  return rows.map(({ since, set_by, is_unprotected, ...current }) => ({
    ...current,
    since: since.toISOString(),
    by: set_by,
    isUnprotected: is_unprotected,
  }))
}

/** Null where nothing of the prompt is current. */
export async function selectDeployed(
  db: PromptsDb,
  { project, environment, prompt }: PromptKey & { readonly environment: string },
): Promise<DeployedPrompt | null> {
  const row = await currentWithVersions(db)
    .select([
      'prompt_versions.id',
      'prompt_versions.number',
      'prompt_versions.content',
      'current_versions.since',
      'current_versions.is_unprotected',
    ])
    .where('current_versions.project', '=', project)
    .where('current_versions.environment', '=', environment)
    .where('current_versions.prompt', '=', prompt)
    .executeTakeFirst()
  if (row === undefined) return null
  const { id, number, content, since, is_unprotected } = row
  return {
    ...{ prompt, environment, id, number },
    content: promptContentSchema.parse(JSON.parse(content)),
    since: since.toISOString(),
    isUnprotected: is_unprotected,
  }
}

export interface CurrentRow extends PromptKey {
  readonly environment: string
  readonly versionId: string
  readonly by: string
  readonly at: Date
  readonly isUnprotected: boolean
}

export async function upsertCurrent(db: PromptsDb, rows: readonly CurrentRow[]): Promise<void> {
  if (rows.length === 0) return
  await db
    .insertInto('current_versions')
    .values(
      rows.map(({ project, prompt, environment, versionId, by, at, isUnprotected }) => ({
        project,
        prompt,
        environment,
        version_id: versionId,
        set_by: by,
        since: at,
        is_unprotected: isUnprotected,
      })),
    )
    .onConflict((on) =>
      on.columns(['project', 'environment', 'prompt']).doUpdateSet((set) => ({
        version_id: set.ref('excluded.version_id'),
        set_by: set.ref('excluded.set_by'),
        since: set.ref('excluded.since'),
        is_unprotected: set.ref('excluded.is_unprotected'),
      })),
    )
    .execute()
}

export async function deleteCurrent(
  db: PromptsDb,
  {
    project,
    environment,
    prompts,
  }: { readonly project: string; readonly environment: string; readonly prompts: readonly string[] },
): Promise<void> {
  if (prompts.length === 0) return
  await db
    .deleteFrom('current_versions')
    .where('project', '=', project)
    .where('environment', '=', environment)
    .where('prompt', 'in', prompts)
    .execute()
}

/**
 * Locks the environment until the transaction ends. It is changed by it, so that a transaction that began to read before
 * another one released something there cannot go on as if nothing had happened.
 */
export async function lockEnvironmentRow(
  transaction: PromptsDb,
  environment: { readonly project: string; readonly name: string; readonly by: string; readonly at: Date },
): Promise<void> {
  await insertEnvironment(transaction, environment)
  await transaction
    .updateTable('environments')
    .set((set) => ({ releases: set('releases', '+', 1) }))
    .where('project', '=', environment.project)
    .where('name', '=', environment.name)
    .execute()
}
