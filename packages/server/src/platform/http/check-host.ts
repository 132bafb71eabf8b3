import { isIP } from 'node:net'
import { AppError } from '@pawl/core'
import type { MiddlewareHandler } from 'hono'
import type { AppEnv } from './app-env.ts'

// The last is the name under which containers of Docker Desktop see the machine; nobody else can answer for it.
const loopbackNames = ['localhost', 'host.docker.internal']

/**
 * Whether a request with this Host header may be answered. A page of an attacker can let its own name point at this
 * server (DNS rebinding), but then the name stands in the header. IP addresses cannot be had that way.
 */
export function isAllowedHost(host: string, allowedHosts: readonly string[]): boolean {
  const [, bracketed, plain] = /^(?:\[([0-9a-f:.]+)\]|([^:[\]]+))(?::\d{1,5})?$/i.exec(host) ?? []
  const name = (bracketed ?? plain ?? '').toLowerCase().replace(/\.$/, '')
  if (name === '') return false
  if (bracketed !== undefined) return isIP(name) === 6
  if (isIP(name) === 4 || loopbackNames.includes(name) || name.endsWith('.localhost')) return true
  return allowedHosts.some((allowed) => allowed.toLowerCase() === name)
}

/** Answers 403 to requests under a name that is not this server's. */
export const checkHost =
  (allowedHosts: readonly string[]): MiddlewareHandler<AppEnv> =>
  async (context, next) => {
    const host = context.req.header('host') ?? new URL(context.req.url).host
    if (!isAllowedHost(host, allowedHosts)) {
      throw new AppError('forbidden', `This server does not answer to the name ${JSON.stringify(host)}.`, {
        where: 'Host header',
        fix: 'Call it by its IP address or localhost, or add the name to PAWL_ALLOWED_HOSTS.',
      })
    }
    await next()
  }
