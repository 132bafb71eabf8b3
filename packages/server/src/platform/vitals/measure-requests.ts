import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import type { Context, MiddlewareHandler } from 'hono'
import { matchedRoutes } from 'hono/route'
import type { AppEnv } from '../http/index.ts'
import type { Logger } from '../log/index.ts'
import { durationBoundaries, type Vitals } from './vitals.ts'

/** What is asked every second says nothing by being traced. */
const untraced: readonly string[] = ['/healthz', '/readyz', '/metrics']

/** Times each request by its route, and traces those of the API. Paths and queries hold names, and are kept out. */
export function measureRequests(vitals: Vitals, log: Logger): MiddlewareHandler<AppEnv> {
  const histogram = vitals.meter.createHistogram('http.server.request.duration', {
    description: 'Requests to pages and API until their answer begins',
    unit: 's',
    advice: { explicitBucketBoundaries: [...durationBoundaries] },
  })
  return async (context, next) => {
    const { method, path } = context.req
    const startedMs = performance.now()
    const measured = async (): Promise<{ readonly route: string; readonly status: number }> => {
      await next()
      const route = routeOf(context)
      const { status } = context.res
      const durationMs = performance.now() - startedMs
      const attributes = { 'http.request.method': method, 'http.route': route, 'http.response.status_code': status }
      histogram.record(durationMs / 1000, attributes)
      log.debug('answered', { method, route, status, durationMs, requestId: context.get('requestId') })
      return { route, status }
    }
    if (untraced.includes(path) || !path.startsWith('/api/')) {
      await measured()
      return
    }
    const basis = { name: method, kind: SpanKind.SERVER, attributes: { 'http.request.method': method } }
    await vitals.inTrace(basis, async (span) => {
      const { route, status } = await measured()
      span?.updateName(`${method} ${route}`)
      span?.setAttributes({ 'http.route': route, 'http.response.status_code': status })
      if (status >= 500) span?.setStatus({ code: SpanStatusCode.ERROR })
    })
  }
}

/** The first of the routes that a path fits answers it; those with a star go round it, or serve files. */
const routeOf = (context: Context<AppEnv>): string =>
  matchedRoutes(context).find(({ path }) => !path.includes('*'))?.path ?? '*'
