import { AppError, secretNameSchema } from '@pawl/core'
import type { ControlStore } from '../control/index.ts'
import { findSecretBox, type SecretPlace } from './open-secret-box.ts'
import { createOpenedSecrets, type OpenedSecrets } from './opened-secrets.ts'
import { type SealedSecret, selectSecrets } from './secrets.store.ts'

export interface OpenedCacheDeps {
  readonly control: ControlStore
  readonly place: SecretPlace
  readonly environment: Readonly<Record<string, string>>
}

/** Longest time that a change made by another server goes unnoticed here. */
const freshForMs = 2000

/** Values are opened once for many calls. */
export class OpenedCache {
  readonly #deps: OpenedCacheDeps
  readonly #known = new Map<string, { readonly stored: Promise<readonly SealedSecret[]>; readonly atMs: number }>()
  readonly #opened = new WeakMap<readonly SealedSecret[], Map<string, OpenedSecrets>>()

  constructor(deps: OpenedCacheDeps) {
    this.#deps = deps
  }

  forget(project: string): void {
    this.#known.delete(project)
  }

  async open(project: string, names: ReadonlySet<string>): Promise<OpenedSecrets> {
    const stored = await this.#stored(project)
    const opened = this.#opened.get(stored) ?? new Map<string, OpenedSecrets>()
    this.#opened.set(stored, opened)
    const key = [...names].join(' ')
    const known = opened.get(key)
    if (known !== undefined) return known
    const values = new Map<string, string>()
    for (const name of names) values.set(name, await this.#valueOf(project, name, stored))
    const made = createOpenedSecrets(values)
    opened.set(key, made)
    return made
  }

  #stored(project: string): Promise<readonly SealedSecret[]> {
    const nowMs = performance.now()
    const known = this.#known.get(project)
    if (known !== undefined && nowMs - known.atMs < freshForMs) return known.stored
    const stored = selectSecrets(this.#deps.control.db, project)
    this.#known.set(project, { stored, atMs: nowMs })
    stored.catch(() => this.#known.delete(project))
    return stored
  }

  async #valueOf(project: string, name: string, stored: readonly SealedSecret[]): Promise<string> {
    const secret = stored.find((one) => one.name === name)
    if (secret === undefined) {
      const given = this.#deps.environment[name]
      if (given !== undefined) return given
      throw missing(project, name)
    }
    const value = (await findSecretBox(this.#deps.place))?.open(secret.sealedValue, purposeOf(project, name))
    if (value != null) return value
    throw new AppError('bad_request', `The secret ${name} was encrypted with a key that is not here any more.`, {
      where: name,
      fix: `Bring back PAWL_SECRET_KEY or the file secret.key of the data directory, or set it again with \`pawl secrets set ${name}\`.`,
    })
  }
}

/** What a sealed value is bound to. */
export const purposeOf = (project: string, name: string): string => `secret ${project}\n${name}`

function missing(project: string, name: string): AppError {
  const isName = secretNameSchema.safeParse(name).success
  if (!isName) return badName(name)
  return new AppError('bad_request', `The secret ${name} is not set in project ${project}.`, {
    where: name,
    fix: `Set it with \`pawl secrets set ${name}\`, or in the settings of the project; on files alone, in the variable PAWL_SECRETS_${name}.`,
  })
}

export const badName = (name: string): AppError =>
  new AppError('bad_request', `${JSON.stringify(name)} is no name of a secret.`, {
    where: 'name',
    fix: 'Write up to 63 capital letters, digits and "_", starting with a letter, such as AGENT_KEY.',
  })
