import { z } from 'zod'

export const roles = ['ingest', 'viewer', 'editor', 'admin'] as const
export const roleSchema = z.enum(roles)
/** What a key may do. `admin` administers the whole server: its projects, keys and settings. */
export type Role = z.infer<typeof roleSchema>

/** `ingest`: send telemetry; `read`: look; `write`: change records of the project; `admin`: projects, keys, settings. */
export type Action = 'ingest' | 'read' | 'write' | 'admin'

const allowed = {
  ingest: { ingest: true, read: false, write: false, admin: false },
  viewer: { ingest: false, read: true, write: false, admin: false },
  // An editor imports files of traces, which go in through the receiver.
  editor: { ingest: true, read: true, write: true, admin: false },
  admin: { ingest: true, read: true, write: true, admin: true },
} as const satisfies Record<Role, Record<Action, boolean>>

export const mayDo = (role: Role, action: Action): boolean => allowed[role][action]

/** The roles that may do an action, weakest first; for the sentence that refuses the others. */
export const rolesThatMay = (action: Action): readonly Role[] => roles.filter((role) => mayDo(role, action))
