import type { MiddlewareHandler } from 'hono'
import type { AppEnv } from './app-env.ts'

// A trace is untrusted input. Should some of it ever become markup, no script in it runs and nothing is sent away.
// Styles are exempt: the editor writes its own into the page.
const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "media-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

const headers: readonly (readonly [name: string, value: string])[] = [
  ['content-security-policy', contentSecurityPolicy],
  ['x-content-type-options', 'nosniff'],
  ['x-frame-options', 'DENY'],
  ['referrer-policy', 'no-referrer'],
  ['cross-origin-opener-policy', 'same-origin'],
  ['cross-origin-resource-policy', 'same-origin'],
]

/** Sets the headers that keep a browser from doing more with an answer than Pawl's own pages need. */
export const setSecurityHeaders: MiddlewareHandler<AppEnv> = async (context, next) => {
  await next()
  for (const [name, value] of headers) {
    if (!context.res.headers.has(name)) context.header(name, value)
  }
  const isPrivate = context.req.path.startsWith('/api/') && !context.res.headers.has('cache-control')
  if (isPrivate) context.header('cache-control', 'no-store')
}
