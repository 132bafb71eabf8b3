import type { OpenAPIHono } from '@hono/zod-openapi'
import type { MiddlewareHandler } from 'hono'
import { type AppEnv, createRouter, type RequireCaller } from '../http/index.ts'
import { prometheusContentType } from './prometheus-text.ts'

export interface MetricsRoutesDeps {
  readonly requireCaller: RequireCaller
  readonly readMetrics: () => Promise<string>
}

/** The figures of the process for Prometheus. They are of all projects together and name none. */
export function createMetricsRoutes({ requireCaller, readMetrics }: MetricsRoutesDeps): OpenAPIHono<AppEnv> {
  const router = createRouter()
  const answer: MiddlewareHandler<AppEnv> = async (context) =>
    context.body(await readMetrics(), 200, {
      'content-type': prometheusContentType,
      'cache-control': 'no-store',
      vary: 'accept',
    })
  router.get('/metrics', unlessForPeople(requireCaller('read')), unlessForPeople(answer))
  return router
}

/** The page of the project's metrics has the same address: a browser asks for HTML, a scraper never does. */
const unlessForPeople =
  (handler: MiddlewareHandler<AppEnv>): MiddlewareHandler<AppEnv> =>
  (context, next) =>
    context.req.header('accept')?.includes('text/html') ? next() : handler(context, next)
