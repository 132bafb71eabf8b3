import {
  AppError,
  newSecretSchema,
  type SecretList,
  type SecretUse,
  type StoredSecret,
  secretNameSchema,
  secretNamesIn,
} from '@pawl/core'
import type { AuditLog } from '../audit/index.ts'
import type { ControlStore } from '../control/index.ts'
import { type FoundSecretUse, listOf, usesOfName, viewOf } from './list-secrets.ts'
import { findSecretBox, openSecretBox, type SecretPlace } from './open-secret-box.ts'
import { badName, OpenedCache, purposeOf } from './opened-cache.ts'
import { noSecrets, type OpenedSecrets } from './opened-secrets.ts'
import { deleteSecret, type SealedSecret, selectSecrets, upsertSecret } from './secrets.store.ts'

export type FindSecretUses = (project: string) => Promise<readonly FoundSecretUse[]>

interface SecretAuthor {
  readonly project: string
  readonly person: string
}

/** Values that outgoing calls need and that nobody is ever shown again. */
export interface Secrets {
  /** What `${secrets.NAME}` stands for in texts that a person wrote, never in what a trace or a row holds. */
  namesIn(text: string): readonly string[]
  /**
   * The secrets that the texts name, to be put in and to be blacked out of what is answered.
   *
   * @throws AppError `bad_request` that names the one that is missing and the command that sets it
   */
  open(project: string, texts: readonly string[]): Promise<OpenedSecrets>
  /**
   * A text with each reference replaced by its value, only ever for the call itself.
   *
   * @throws as `open`
   */
  reveal(project: string, text: string): Promise<string>
  list(project: string): Promise<SecretList>
  set(author: SecretAuthor, secret: { readonly name: string; readonly value: string }): Promise<StoredSecret>
  /** @returns what names it still @throws AppError `not_found` */
  remove(author: SecretAuthor, name: string): Promise<readonly SecretUse[]>
  /** From now on lists say what these name. */
  addUses(find: FindSecretUses): void
}

export interface SecretsDeps {
  readonly control: ControlStore
  readonly audit: Pick<AuditLog, 'append'>
  readonly place: SecretPlace
  /** Of every project, from the environment of the server; a stored one wins. */
  readonly environment: Readonly<Record<string, string>>
  readonly now: () => Date
}

export function openSecrets(deps: SecretsDeps): Secrets {
  const finders: FindSecretUses[] = []
  const cache = new OpenedCache(deps)
  const usesOf = async (project: string) => (await Promise.all(finders.map((find) => find(project)))).flat()
  const open = (project: string, texts: readonly string[]): Promise<OpenedSecrets> => {
    const names = new Set(texts.flatMap(secretNamesIn))
    return names.size === 0 ? Promise.resolve(noSecrets) : cache.open(project, names)
  }
  return {
    namesIn: secretNamesIn,
    open,
    reveal: async (project, text) => (await open(project, [text])).fill(text),
    async list(project) {
      const stored = await selectSecrets(deps.control.db, project)
      const box = stored.length === 0 ? null : await findSecretBox(deps.place)
      return listOf({ stored, keyId: box?.keyId, environment: deps.environment, uses: await usesOf(project) })
    },
    async set({ project, person }, { name, value }) {
      checkName(name)
      const parsed = newSecretSchema.parse({ value })
      const box = await openSecretBox(deps.place)
      const secret: SealedSecret = {
        ...{ name, sealedValue: box.seal(parsed.value, purposeOf(project, name)), secretKeyId: box.keyId },
        ...{ updatedAt: deps.now(), updatedBy: person },
      }
      await deps.control.transaction(async (transaction) => {
        const isNew = await upsertSecret(transaction, project, secret)
        const details = { message: `The secret ${name} ${isNew ? 'is set' : 'has another value'} from now on`, name }
        await deps.audit.append(transaction, { project, action: 'secret.set', who: person, details })
      })
      cache.forget(project)
      return viewOf(secret, { keyId: box.keyId, uses: await usesOf(project) })
    },
    async remove({ project, person }, name) {
      await deps.control.transaction(async (transaction) => {
        if (!(await deleteSecret(transaction, project, name))) throw notStored(project, name, deps.environment)
        const details = { message: `The secret ${name} is gone from now on`, name }
        await deps.audit.append(transaction, { project, action: 'secret.deleted', who: person, details })
      })
      cache.forget(project)
      return usesOfName(await usesOf(project), name)
    },
    addUses: (find) => finders.push(find),
  }
}

function checkName(name: string): void {
  if (!secretNameSchema.safeParse(name).success) throw badName(name)
}

function notStored(project: string, name: string, environment: SecretsDeps['environment']): AppError {
  return new AppError('not_found', `No secret ${JSON.stringify(name)} is stored in project ${project}.`, {
    where: 'name',
    fix:
      environment[name] === undefined
        ? 'Look at `pawl secrets list`.'
        : `It is from the environment of the server: take PAWL_SECRETS_${name} away there.`,
  })
}
