import type { Context } from 'hono'
import { deleteCookie, setCookie } from 'hono/cookie'
import type { AppEnv } from '../platform/http/index.ts'

export const sessionCookieName = 'pawl_session'

/** Out of the reach of scripts, and never sent along from a page of another site. */
export function setSessionCookie(context: Context<AppEnv>, sessionId: string, expires: Date): void {
  setCookie(context, sessionCookieName, sessionId, { ...attributes(context), expires })
}

export function clearSessionCookie(context: Context<AppEnv>): void {
  deleteCookie(context, sessionCookieName, attributes(context))
}

const attributes = (context: Context<AppEnv>) =>
  ({ httpOnly: true, sameSite: 'Strict', path: '/', secure: isEncrypted(context) }) as const

/** Behind a proxy that ends TLS, the proxy says so. A lie only costs the one who tells it their own cookie. */
const isEncrypted = (context: Context<AppEnv>): boolean =>
  context.req.header('x-forwarded-proto') === 'https' || new URL(context.req.url).protocol === 'https:'
