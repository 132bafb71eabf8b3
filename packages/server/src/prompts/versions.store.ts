import { type PromptVersion, promptContentSchema, type VersionLine } from '@pawl/core'
import type { PromptKey, PromptsDb } from './prompts-db.ts'

const lineColumns = ['prompt', 'number', 'id', 'model', 'note', 'author', 'created_at'] as const

interface VersionLineRow {
  readonly prompt: string
  readonly number: number
  readonly id: string
  readonly model: string
  readonly note: string
  readonly author: string
  readonly created_at: Date
}

function toVersionLine({ prompt, created_at, ...line }: VersionLineRow): VersionLine {
  return { ...line, promptName: prompt, createdAt: created_at.toISOString() }
}

/** The newest version of every prompt that has one, by prompt. */
export async function selectNewestLines(
  db: PromptsDb,
  project: string,
  only?: string,
): Promise<Map<string, VersionLine>> {
  const all = db
    .selectFrom('prompt_versions')
    .select(lineColumns)
    .distinctOn('prompt')
    .where('project', '=', project)
    .orderBy('prompt')
    .orderBy('number', 'desc')
  const rows = await (only === undefined ? all : all.where('prompt', '=', only)).execute()
  return new Map(rows.map((row) => [row.prompt, toVersionLine(row)]))
}

export async function selectVersionLines(db: PromptsDb, { project, prompt }: PromptKey): Promise<VersionLine[]> {
  const rows = await db
    .selectFrom('prompt_versions')
    .select(lineColumns)
    .where('project', '=', project)
    .where('prompt', '=', prompt)
    .orderBy('number', 'desc')
    .execute()
  return rows.map(toVersionLine)
}

export interface NewVersionRow extends PromptKey {
  readonly version: PromptVersion
}

export async function insertVersion(db: PromptsDb, { project, prompt, version }: NewVersionRow): Promise<void> {
  const { number, id, content, note, author, createdAt } = version
  await db
    .insertInto('prompt_versions')
    .values({
      project,
      prompt,
      number,
      id,
      content: JSON.stringify(content),
      model: content.model,
      note,
      author,
      created_at: createdAt,
    })
    .execute()
}

/** Which versions of a prompt are asked for: all that fit, newest first, two at most. */
export type VersionCondition = { readonly number: number } | { readonly idPrefix: string } | 'newest'

export async function selectVersions(
  db: PromptsDb,
  { project, prompt }: PromptKey,
  condition: VersionCondition,
): Promise<PromptVersion[]> {
  let query = db
    .selectFrom('prompt_versions')
    .select([...lineColumns, 'content'])
    .where('project', '=', project)
    .where('prompt', '=', prompt)
    .orderBy('number', 'desc')
    .limit(condition === 'newest' ? 1 : 2)
  // The prefix is hex digits only: nothing in it means anything to LIKE.
  if (condition !== 'newest') {
    query =
      'number' in condition
        ? query.where('number', '=', condition.number)
        : query.where('id', 'like', `${condition.idPrefix}%`)
  }
  const rows = await query.execute()
  return rows.map(({ content, ...line }) => {
    const { model: _, ...version } = toVersionLine(line)
    return { ...version, content: promptContentSchema.parse(JSON.parse(content)) }
  })
}
