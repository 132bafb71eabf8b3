import type { Action, Role } from '@pawl/core'
import type { MiddlewareHandler } from 'hono'

/** Who asks, what they may do, and in which project. */
export interface Caller {
  readonly project: string
  readonly role: Role
  /** For records: the owner of the key, or `local, unverified`. */
  readonly person: string
  /** Null without keys. */
  readonly keyId: string | null
}

/** What every route of Pawl finds in its context. `caller` is there behind `requireCaller`. */
export interface AppEnv {
  Variables: { caller: Caller; requestId: string }
}

/** Lets through who may do the action and sets `caller`; answers 401 or 403 to everybody else. */
export type RequireCaller = (action: Action) => MiddlewareHandler<AppEnv>
