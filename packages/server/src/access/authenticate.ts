import { AppError, defaultProjectName, projectNameSchema, unverifiedPerson } from '@pawl/core'
import type { Caller } from '../platform/http/index.ts'
import { insertProject, type LiveKey } from './access.store.ts'
import { hashSecret } from './hash-secret.ts'
import type { Keyring } from './keyring.ts'
import type { Access } from './open-access.ts'
import { type Credentials, type HeaderReader, readCredentials } from './read-credentials.ts'

/**
 * Who sends this request. Until the first key is made, whoever reaches the server may do everything, in the project of
 * the header `x-pawl-project` (made when new) or else `default`; such a server listens on loopback only.
 *
 * @throws AppError `unauthenticated` without a live key or session once keys exist; `bad_request` for a project name
 * of the wrong form; `store_unavailable`
 */
export async function authenticate(access: Access, header: HeaderReader): Promise<Caller> {
  const keyring = await access.keyring.current()
  if (!keyring.keysExist) return unverifiedCaller(access, header('x-pawl-project'))
  const credentials = readCredentials(header)
  const key = findKey(keyring, credentials, access.now())
  if (key === null) throw unauthenticated(credentials)
  access.keyring.noteUse(key.id)
  return { project: key.project, role: key.role, person: key.owner, keyId: key.id }
}

async function unverifiedCaller(access: Access, asked: string | undefined): Promise<Caller> {
  const project = asked === undefined || asked === '' ? defaultProjectName : asked
  if (!access.knownProjects.has(project)) {
    const name = projectNameSchema.safeParse(project)
    if (!name.success) {
      throw new AppError('bad_request', `${JSON.stringify(project)} is no project name.`, {
        where: 'x-pawl-project header',
        fix: `${name.error.issues[0]?.message}.`,
      })
    }
    await insertProject(access.control.db, project)
    access.knownProjects.add(project)
  }
  return { project, role: 'admin', person: unverifiedPerson, keyId: null }
}

function findKey(keyring: Keyring, { key, sessionId }: Credentials, now: Date): LiveKey | null {
  if (key !== null) return keyring.keysByHash.get(hashSecret(key)) ?? null
  if (sessionId === null) return null
  const session = keyring.sessionsByHash.get(hashSecret(sessionId))
  if (session === undefined || session.expiresAt <= now) return null
  return keyring.keysById.get(session.keyId) ?? null
}

function unauthenticated({ key, somethingGiven, sessionId }: Credentials): AppError {
  const fix = 'Send a key as "Authorization: Bearer pawl_…", or sign in. `pawl keys create` makes one.'
  if (key !== null) return new AppError('unauthenticated', 'This key is unknown or was revoked.', { fix })
  if (somethingGiven)
    return new AppError('unauthenticated', 'What was sent as a key is not one of this server.', { fix })
  if (sessionId !== null) return new AppError('unauthenticated', 'The session has ended.', { fix: 'Sign in again.' })
  return new AppError('unauthenticated', 'This server needs a key.', { fix })
}
