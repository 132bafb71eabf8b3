import { randomUUID } from 'node:crypto'
import {
  type ApiKey,
  AppError,
  apiKeyRandomBytes,
  type CreatedApiKey,
  defaultProjectName,
  formatApiKey,
  parseApiKey,
  type Role,
} from '@pawl/core'
import type { ControlTransaction } from '../platform/control/index.ts'
import { anyKeyExists, insertKey, insertProject, selectProjects } from './access.store.ts'
import { hashSecret } from './hash-secret.ts'
import type { Access } from './open-access.ts'
import { projectNotFound } from './require-caller.ts'

export interface NewKey {
  readonly project: string
  readonly role: Role
  readonly owner: string
  /** Who makes it. */
  readonly by: string
}

/**
 * Makes a key. The answer is the only place where it stands; the store has its hash.
 *
 * @throws AppError `not_found` for an unknown project; `conflict` when the server's first key is not an admin's: with
 * the first key the server closes to everybody without one, and somebody must be able to make the next
 */
export async function createKey(access: Access, { project, role, owner, by }: NewKey): Promise<CreatedApiKey> {
  const key = formatApiKey(project, access.randomBytes(apiKeyRandomBytes))
  const created = await access.control.transaction(async (transaction) => {
    if ((await selectProjects(transaction, project)).length === 0) throw projectNotFound(project)
    if (role !== 'admin' && !(await anyKeyExists(transaction))) throw firstKeyMustBeAdmin()
    return await keepKey(access, transaction, { key, project, role, owner, by })
  })
  access.keyring.invalidate()
  return { ...created, key }
}

/**
 * Makes a key that whoever set the server up chose, as an administrator's of the project `default`, unless there has ever been a key: a
 * server that listens to a network can then start at once. Revoked, it does not come back.
 */
export async function ensureFirstKey(access: Access, key: string): Promise<void> {
  const project = defaultProjectName
  await access.control.transaction(async (transaction) => {
    if (await anyKeyExists(transaction)) return
    await insertProject(transaction, project)
    await keepKey(access, transaction, { key, project, role: 'admin', owner: firstOwner, by: firstOwner })
  })
  access.keyring.invalidate()
}

const firstOwner = 'the first administrator'

async function keepKey(
  { audit }: Access,
  transaction: ControlTransaction,
  { key, project, role, owner, by }: NewKey & { readonly key: string },
): Promise<ApiKey> {
  const { prefix } = parseApiKey(key) ?? { prefix: '' }
  const row = { id: randomUUID(), project, keyHash: hashSecret(key), prefix, role, owner }
  const inserted = await insertKey(transaction, row)
  const details = { message: `${owner} has a key with the role ${role}`, keyId: row.id, role, owner }
  await audit.append(transaction, { project, action: 'key.created', who: by, details })
  return inserted
}

const firstKeyMustBeAdmin = (): AppError =>
  new AppError(
    'conflict',
    'The first key of a server must have the role admin: from then on nobody gets in without a key.',
    {
      where: 'role',
      fix: 'Make an admin key first, and this one with it.',
    },
  )
