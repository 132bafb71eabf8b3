import { AppError } from '@pawl/core'
import type { Context, MiddlewareHandler } from 'hono'
import type { AppEnv } from './app-env.ts'
import { answerProblem } from './problem.ts'

export interface OriginRules {
  /** Origins of pages that may send telemetry. */
  readonly corsOrigins: readonly string[]
  /** Beginnings of the paths that take telemetry. */
  readonly ingestPaths: readonly string[]
}

const keyHeaders = ['authorization', 'x-api-key', 'api-key', 'api_key']
const formTypes = ['text/plain', 'multipart/form-data', 'application/x-www-form-urlencoded']

/**
 * Lets pages of other origins do nothing, except that the configured ones may send telemetry. What no browser sends,
 * or what carries a key (which a page of another origin cannot add without asking first), is let through.
 */
export const checkOrigin =
  (rules: OriginRules): MiddlewareHandler<AppEnv> =>
  async (context, next) => {
    const origin = context.req.header('origin')
    const isIngest = rules.ingestPaths.some((path) => context.req.path.startsWith(path))
    if (origin !== undefined && isIngest && rules.corsOrigins.includes(origin)) {
      return answerCrossOrigin(context, origin, next)
    }
    if (isPreflight(context)) return answerProblem(context, refused(origin ?? 'unknown', isIngest))
    if (hasKey(context)) return next()
    const asking = otherOriginOf(context)
    if (asking !== null) return answerProblem(context, refused(asking, isIngest))
    if (!isIngest && isWrite(context)) refuseForms(context)
    await next()
  }

/** The origin, or what the browser says of it, when a page of another one sent the request; else null. */
function otherOriginOf(context: Context<AppEnv>): string | null {
  const site = context.req.header('sec-fetch-site')
  const origin = context.req.header('origin')
  if (site === 'same-origin' || site === 'none') return null
  if (site !== undefined) {
    // Following a link to Pawl is fine; sending a form to it is not.
    const isLink = context.req.header('sec-fetch-mode') === 'navigate' && !isWrite(context)
    return isLink ? null : (origin ?? site)
  }
  // Browsers leave Sec-Fetch-Site out towards addresses without TLS that are not loopback.
  if (origin === undefined) return null
  const host = context.req.header('host') ?? new URL(context.req.url).host
  return URL.canParse(origin) && new URL(origin).host === host ? null : origin
}

async function answerCrossOrigin(
  context: Context<AppEnv>,
  origin: string,
  next: () => Promise<void>,
): Promise<Response | undefined> {
  context.header('access-control-allow-origin', origin)
  context.header('vary', 'Origin')
  context.header('access-control-expose-headers', 'retry-after')
  if (!isPreflight(context)) {
    await next()
    return undefined
  }
  context.header('access-control-allow-methods', 'POST')
  context.header('access-control-max-age', '600')
  const asked = context.req.header('access-control-request-headers')
  if (asked !== undefined) context.header('access-control-allow-headers', asked)
  if (context.req.header('access-control-request-private-network') === 'true') {
    context.header('access-control-allow-private-network', 'true')
  }
  return context.body(null, 204)
}

/** A form needs no permission to be sent to another site; the browsers that do not say where from end here. */
function refuseForms(context: Context<AppEnv>): void {
  const type = context.req.header('content-type')?.split(';')[0]?.trim().toLowerCase() ?? ''
  if (!formTypes.includes(type)) return
  throw new AppError('unsupported_media_type', `A body of type ${type} is not taken here.`, {
    where: 'Content-Type header',
    fix: 'Send JSON with Content-Type: application/json.',
  })
}

const refused = (origin: string, isIngest: boolean): AppError =>
  new AppError('forbidden', `A page of another origin (${origin}) may not do this.`, {
    where: 'Origin header',
    fix: isIngest
      ? 'Add the origin to PAWL_CORS_ORIGINS to let its pages send telemetry.'
      : 'Use the pages of Pawl itself, or send a key from a program that is no web page.',
  })

const hasKey = (context: Context<AppEnv>): boolean => keyHeaders.some((name) => context.req.header(name) !== undefined)

const isWrite = (context: Context<AppEnv>): boolean => !['GET', 'HEAD', 'OPTIONS'].includes(context.req.method)

const isPreflight = (context: Context<AppEnv>): boolean =>
  context.req.method === 'OPTIONS' && context.req.header('access-control-request-method') !== undefined
