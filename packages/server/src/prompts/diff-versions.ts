import { diffPrompts, type PromptVersion, readPromptRef, type VersionDiff, type VersionLine } from '@pawl/core'
import { findVersion, findVersionByRef } from './find-version.ts'
import type { PromptsDb } from './prompts-db.ts'
import type { PromptsDeps } from './prompts-deps.ts'

export interface VersionPair {
  readonly prompt: string
  /** A choice within the prompt (`3`, `newest`, `production`, digits of an id), or a whole ref with `@` or `name@`. */
  readonly from: string
  readonly to: string
}

/**
 * What differs between two versions, of one prompt or of two.
 *
 * @throws AppError as for a ref
 */
export async function diffVersions(
  { control: { db } }: Pick<PromptsDeps, 'control'>,
  project: string,
  { prompt, from, to }: VersionPair,
): Promise<VersionDiff> {
  const before = await findSide(db, project, { prompt, choice: from })
  const after = await findSide(db, project, { prompt, choice: to })
  return { from: lineOf(before), to: lineOf(after), diff: diffPrompts(before.content, after.content) }
}

function findSide(
  db: PromptsDb,
  project: string,
  { prompt, choice }: { readonly prompt: string; readonly choice: string },
): Promise<PromptVersion> {
  if (choice.includes('@')) return findVersionByRef(db, project, choice)
  return findVersion(db, project, readPromptRef(`${prompt}@${choice}`))
}

const lineOf = ({ content, ...line }: PromptVersion): VersionLine => ({ ...line, model: content.model })
