import { randomUUID } from 'node:crypto'
import { AppError, apiKeyRandomBytes, type CreatedApiKey, formatApiKey, parseApiKey, type Role } from '@pawl/core'
import { anyKeyExists, insertKey, selectProjects } from './access.store.ts'
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
  const prefix = parseApiKey(key)?.prefix ?? ''
  const created = await access.control.transaction(async (transaction) => {
    if ((await selectProjects(transaction, project)).length === 0) throw projectNotFound(project)
    if (role !== 'admin' && !(await anyKeyExists(transaction))) throw firstKeyMustBeAdmin()
    const row = { id: randomUUID(), project, keyHash: hashSecret(key), prefix, role, owner }
    const inserted = await insertKey(transaction, row)
    const details = { message: `${owner} has a key with the role ${role}`, keyId: row.id, role, owner }
    await access.audit.append(transaction, { project, action: 'key.created', who: by, details })
    return inserted
  })
  access.keyring.invalidate()
  return { ...created, key }
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
