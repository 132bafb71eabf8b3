import { AppError } from '@pawl/core'
import { lockLiveAdminKeys, markKeyRevoked } from './access.store.ts'
import type { Access } from './open-access.ts'

/**
 * Ends a key and the sessions that were opened with it: on this server at once, on others within five seconds.
 *
 * @throws AppError `not_found`; `conflict` for the last admin key, without which nobody could make another
 */
export async function revokeKey(
  access: Access,
  { by, ...key }: { readonly project: string; readonly id: string; readonly by: string },
): Promise<void> {
  await access.control.transaction(async (transaction) => {
    const admins = await lockLiveAdminKeys(transaction)
    if (!(await markKeyRevoked(transaction, key, access.now()))) throw keyNotFound(key.id)
    if (admins.length === 1 && admins[0] === key.id) throw lastAdminKey()
    const details = { message: `The key ${key.id} is revoked`, keyId: key.id }
    await access.audit.append(transaction, { project: key.project, action: 'key.revoked', who: by, details })
  })
  access.keyring.invalidate()
}

const keyNotFound = (id: string): AppError =>
  new AppError('not_found', `The project has no live key ${JSON.stringify(id)}.`, {
    where: 'id',
    fix: 'Look at `pawl keys list`.',
  })

const lastAdminKey = (): AppError =>
  new AppError('conflict', 'This is the last admin key; without it nobody could manage the server.', {
    fix: 'Make another admin key first, and revoke this one with it.',
  })
