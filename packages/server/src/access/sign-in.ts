import { AppError, mayDo, parseApiKey } from '@pawl/core'
import { deleteExpiredSessions, insertSession, type LiveKey } from './access.store.ts'
import { hashSecret } from './hash-secret.ts'
import type { Access } from './open-access.ts'

const sessionBytes = 32
const sessionMs = 7 * 24 * 3_600_000

export interface SignedIn {
  readonly key: LiveKey
  /** Known to the browser only; the store has its hash. */
  readonly sessionId: string
  readonly expiresAt: Date
}

/**
 * Opens a session of seven days for a browser. It ends with its key.
 *
 * @throws AppError `unauthenticated` when the key is not a live one; `forbidden` when it can only send telemetry
 */
export async function signIn(access: Access, text: string): Promise<SignedIn> {
  const parsed = parseApiKey(text)
  const keyring = await access.keyring.current()
  const key = parsed === null ? undefined : keyring.keysByHash.get(hashSecret(parsed.key))
  if (key === undefined) {
    const fix = 'Check that it is copied whole; `pawl keys list` shows the beginnings of those that are live.'
    throw new AppError('unauthenticated', 'This key is unknown or was revoked.', { where: 'key', fix })
  }
  if (!mayDo(key.role, 'read')) {
    throw new AppError('forbidden', `A key with the role ${key.role} shows nothing.`, {
      where: 'key',
      fix: 'Sign in with a viewer, editor or admin key.',
    })
  }
  const sessionId = Buffer.from(access.randomBytes(sessionBytes)).toString('base64url')
  const expiresAt = new Date(access.now().getTime() + sessionMs)
  await deleteExpiredSessions(access.control.db, access.now())
  await insertSession(access.control.db, { idHash: hashSecret(sessionId), keyId: key.id, expiresAt })
  access.keyring.invalidate()
  return { key, sessionId, expiresAt }
}
