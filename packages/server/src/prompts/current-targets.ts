import type { ExternalTarget, ReleaseTarget } from '@pawl/core'
import type { ControlTransaction } from '../platform/control/index.ts'
import { lockEnvironmentRow, selectCurrent } from './environments.store.ts'
import { type CurrentExternal, selectExternals, upsertExternal } from './externals.store.ts'
import { assertEnvironment } from './make-current.ts'
import { selectLivingNames } from './prompts.store.ts'
import type { PromptsDb } from './prompts-db.ts'
import type { Author } from './prompts-deps.ts'
import { selectNewestLines } from './versions.store.ts'

/** A prompt or an agent that is live in an environment. */
export interface CurrentTarget {
  readonly target: ReleaseTarget
  readonly since: string
  readonly by: string
  /** How an agent is run against rows; null for a prompt. */
  readonly external: { readonly target: ExternalTarget; readonly isDeterministic: boolean } | null
}

/** What is live in an environment: prompts by name, then agents by name. */
export async function currentTargets(
  db: PromptsDb,
  project: string,
  environment: string,
): Promise<readonly CurrentTarget[]> {
  const prompts = await selectCurrent(db, { project, environment })
  const externals = await selectExternals(db, { project, environment })
  return [
    ...prompts.map(({ prompt, id, number, since, by }) => {
      return { target: { type: 'prompt' as const, name: prompt, version: id, number }, since, by, external: null }
    }),
    ...externals.map(({ name, version, spec, isDeterministic, since, by }) => {
      return {
        target: { type: spec.type, name, version, number: null },
        since,
        by,
        external: { target: spec, isDeterministic },
      }
    }),
  ]
}

/** The newest version of every prompt that is not archived and has one, by name. */
export async function newestTargets(db: PromptsDb, project: string): Promise<readonly ReleaseTarget[]> {
  const names = await selectLivingNames(db, project)
  const newest = await selectNewestLines(db, project)
  return names.flatMap((name) => {
    const line = newest.get(name)
    return line === undefined ? [] : [{ type: 'prompt' as const, name, version: line.id, number: line.number }]
  })
}

export interface ExternalChange extends CurrentExternal {
  readonly environment: string
  readonly at: Date
}

/**
 * Makes a version of an agent current in an environment within the transaction of whoever records why.
 *
 * @throws AppError `not_found` for an unknown environment
 */
export async function makeExternalCurrent(
  transaction: ControlTransaction,
  { project, person }: Author,
  { environment, name, version, spec, isDeterministic, at }: ExternalChange,
): Promise<void> {
  await assertEnvironment(transaction, project, environment)
  await upsertExternal(transaction, { project, environment, name, version, spec, isDeterministic, by: person, at })
}

/**
 * Locks an environment until the transaction ends: whatever changes what is live there waits.
 *
 * @throws AppError `not_found` that says which there are
 */
export async function lockEnvironment(
  transaction: ControlTransaction,
  { project, person }: Author,
  { environment, at }: { readonly environment: string; readonly at: Date },
): Promise<void> {
  await assertEnvironment(transaction, project, environment)
  await lockEnvironmentRow(transaction, { project, name: environment, by: person, at })
}
