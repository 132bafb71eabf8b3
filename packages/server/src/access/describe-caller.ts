import { AppError, type WhoAmI } from '@pawl/core'
import { authenticate } from './authenticate.ts'
import { type Access, keysExist } from './open-access.ts'
import type { HeaderReader } from './read-credentials.ts'

/** Who is asking; nobody, where a key is needed and none that is live was sent. */
export async function describeCaller(access: Access, header: HeaderReader): Promise<WhoAmI> {
  try {
    const { project, role, person } = await authenticate(access, header)
    return { project, role, person, keysExist: await keysExist(access) }
  } catch (error) {
    if (!AppError.isInstance(error) || error.code !== 'unauthenticated') throw error
    return { project: null, role: null, person: null, keysExist: true }
  }
}
