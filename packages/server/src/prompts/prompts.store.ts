import type { PromptProtection, PromptSummary, Protection } from '@pawl/core'
import type { ControlTransaction } from '../platform/control/index.ts'
import { selectCurrent } from './environments.store.ts'
import type { PromptKey, PromptsDb } from './prompts-db.ts'
import { selectNewestLines } from './versions.store.ts'

export interface NewPromptRow extends PromptKey {
  readonly description: string
  readonly by: string
  readonly at: Date
}

/** @returns whether there was none of that name */
export async function insertPrompt(db: PromptsDb, { project, prompt, description, by, at }: NewPromptRow) {
  const [result] = await db
    .insertInto('prompts')
    .values({ project, name: prompt, description, created_by: by, created_at: at, archived_at: null })
    .onConflict((on) => on.doNothing())
    .execute()
  return result?.numInsertedOrUpdatedRows === 1n
}

export interface PromptRow {
  readonly name: string
  readonly archivedAt: Date | null
}

/** Locked until the transaction ends, so that versions and their numbers are given one after the other. */
export async function lockPrompt(
  transaction: ControlTransaction,
  { project, prompt }: PromptKey,
): Promise<PromptRow | null> {
  const row = await transaction
    .selectFrom('prompts')
    .select(['name', 'archived_at'])
    .where('project', '=', project)
    .where('name', '=', prompt)
    .forUpdate()
    .executeTakeFirst()
  return row === undefined ? null : { name: row.name, archivedAt: row.archived_at }
}

export async function selectPromptNames(db: PromptsDb, project: string): Promise<string[]> {
  const rows = await db.selectFrom('prompts').select('name').where('project', '=', project).orderBy('name').execute()
  return rows.map(({ name }) => name)
}

export interface PromptRowChange {
  readonly description?: string | undefined
  readonly archivedAt?: Date | null | undefined
}

export async function updatePrompt(
  db: PromptsDb,
  { project, prompt }: PromptKey,
  { description, archivedAt }: PromptRowChange,
): Promise<void> {
  if (description === undefined && archivedAt === undefined) return
  await db
    .updateTable('prompts')
    .set({
      ...(description !== undefined && { description }),
      ...(archivedAt !== undefined && { archived_at: archivedAt }),
    })
    .where('project', '=', project)
    .where('name', '=', prompt)
    .execute()
}

/** Its versions and protections go with it; a version that is current somewhere forbids it. */
export async function deletePromptRow(db: PromptsDb, { project, prompt }: PromptKey): Promise<void> {
  await db.deleteFrom('prompts').where('project', '=', project).where('name', '=', prompt).execute()
}

type ProtectionKind = 'dataset' | 'evaluator'

export async function replaceProtections(
  db: PromptsDb,
  { project, prompt }: PromptKey,
  { kind, names }: { readonly kind: ProtectionKind; readonly names: readonly string[] },
): Promise<void> {
  await db
    .deleteFrom('prompt_protections')
    .where('project', '=', project)
    .where('prompt', '=', prompt)
    .where('kind', '=', kind)
    .execute()
  const rows = [...new Set(names)].map((name) => ({ project, prompt, kind, name }))
  if (rows.length > 0) await db.insertInto('prompt_protections').values(rows).execute()
}

/** The prompts that something of this name protects. */
export async function selectProtectedPrompts(
  db: PromptsDb,
  { project, kind, name }: { readonly project: string; readonly kind: ProtectionKind; readonly name: string },
): Promise<string[]> {
  const rows = await db
    .selectFrom('prompt_protections')
    .select('prompt')
    .where('project', '=', project)
    .where('kind', '=', kind)
    .where('name', '=', name)
    .orderBy('prompt')
    .execute()
  return rows.map(({ prompt }) => prompt)
}

/** Which prompts name which evaluators as their protection; with a name, those of one. */
export async function selectEvaluatorUses(
  db: PromptsDb,
  project: string,
  evaluator?: string,
): Promise<{ readonly evaluator: string; readonly name: string }[]> {
  const rows = await db
    .selectFrom('prompt_protections')
    .select(['prompt', 'name as reference'])
    .where('project', '=', project)
    .where('kind', '=', 'evaluator')
    .orderBy('prompt')
    .execute()
  // A protection may be a version: what stands before `@` is the evaluator's name.
  const uses = rows.map(({ prompt, reference }) => ({ evaluator: reference.split('@')[0] ?? reference, name: prompt }))
  const wanted = uses.filter((use) => evaluator === undefined || use.evaluator === evaluator)
  return [...new Map(wanted.map((use) => [`${use.evaluator}\n${use.name}`, use])).values()]
}

/** Prompts by name with everything a list shows; `only` for one of them. */
export async function selectSummaries(db: PromptsDb, project: string, only?: string): Promise<PromptSummary[]> {
  const all = db.selectFrom('prompts').selectAll().where('project', '=', project).orderBy('name')
  const prompts = await (only === undefined ? all : all.where('name', '=', only)).execute()
  const newest = await selectNewestLines(db, project, only)
  const current = await selectCurrent(db, { project, ...(only !== undefined && { prompt: only }) })
  const protections = await selectProtections(db, project, only)
  return prompts.map(({ name, description, created_at, created_by, archived_at }) => ({
    name,
    description,
    createdAt: created_at.toISOString(),
    createdBy: created_by,
    archivedAt: archived_at?.toISOString() ?? null,
    // Versions are numbered without gaps and never deleted alone.
    versionCount: newest.get(name)?.number ?? 0,
    newest: newest.get(name) ?? null,
    current: current.filter((version) => version.prompt === name),
    protectedBy: protections.get(name) ?? { datasets: [], evaluators: [] },
  }))
}

async function selectProtections(db: PromptsDb, project: string, only?: string): Promise<Map<string, Protection>> {
  const all = db
    .selectFrom('prompt_protections')
    .select(['prompt', 'kind', 'name'])
    .where('project', '=', project)
    .orderBy('name')
  const rows = await (only === undefined ? all : all.where('prompt', '=', only)).execute()
  const byPrompt = new Map<string, { datasets: string[]; evaluators: string[] }>()
  for (const { prompt, kind, name } of rows) {
    const protection = byPrompt.get(prompt) ?? { datasets: [], evaluators: [] }
    byPrompt.set(prompt, protection)
    protection[kind === 'dataset' ? 'datasets' : 'evaluators'].push(name)
  }
  return byPrompt
}

/** Prompts that are not archived. */
export async function selectLivingNames(db: PromptsDb, project: string): Promise<readonly string[]> {
  const prompts = await db
    .selectFrom('prompts')
    .select('name')
    .where('project', '=', project)
    .where('archived_at', 'is', null)
    .orderBy('name')
    .execute()
  return prompts.map(({ name }) => name)
}

/** Every prompt that is not archived with the datasets that it names as its protection. */
export async function selectDatasetProtections(db: PromptsDb, project: string): Promise<PromptProtection[]> {
  const names = await selectLivingNames(db, project)
  const protections = await selectProtections(db, project)
  return names.map((name) => ({ prompt: name, datasets: protections.get(name)?.datasets ?? [] }))
}
