import type { IncomingMessage } from 'node:http'
import { AppError } from '@pawl/core'
import { isAllowedHost } from './check-host.ts'

const keyHeaders = ['authorization', 'x-api-key', 'api-key', 'api_key']

export interface RawRequestRules {
  readonly allowedHosts: readonly string[]
  readonly corsOrigins: readonly string[]
}

/** The rules of Host and Origin for requests that no router sees: the ones that carry telemetry. */
export function checkRawRequest(request: IncomingMessage, rules: RawRequestRules): AppError | undefined {
  const host = request.headers.host ?? ''
  if (!isAllowedHost(host, rules.allowedHosts)) {
    return new AppError('forbidden', `This server does not answer to the name ${JSON.stringify(host)}.`, {
      where: 'Host header',
      fix: 'Call it by its IP address or localhost, or add the name to PAWL_ALLOWED_HOSTS.',
    })
  }
  const { origin } = request.headers
  const fetchSite = request.headers['sec-fetch-site']
  const isOwnPage = origin !== undefined && URL.canParse(origin) && new URL(origin).host === host
  const isForeignPage = (origin !== undefined && !isOwnPage) || fetchSite === 'cross-site' || fetchSite === 'same-site'
  if (!isForeignPage || (origin !== undefined && rules.corsOrigins.includes(origin))) return undefined
  if (request.method !== 'OPTIONS' && keyHeaders.some((name) => request.headers[name] !== undefined)) return undefined
  return new AppError('forbidden', `A page of another origin (${origin ?? 'unknown'}) may not send telemetry.`, {
    where: 'Origin header',
    fix: 'Add the origin to PAWL_CORS_ORIGINS to let its pages send telemetry.',
  })
}
