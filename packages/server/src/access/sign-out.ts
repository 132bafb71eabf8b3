import { deleteSession } from './access.store.ts'
import { hashSecret } from './hash-secret.ts'
import type { Access } from './open-access.ts'

/** Ends a session. One that is unknown has ended already. */
export async function signOut(access: Access, sessionId: string): Promise<void> {
  await deleteSession(access.control.db, hashSecret(sessionId))
  access.keyring.invalidate()
}
