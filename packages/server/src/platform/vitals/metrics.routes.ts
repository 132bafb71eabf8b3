import type { OpenAPIHono } from '@hono/zod-openapi'
import { type AppEnv, createRouter, type RequireCaller } from '../http/index.ts'
import { prometheusContentType } from './prometheus-text.ts'

export interface MetricsRoutesDeps {
  readonly requireCaller: RequireCaller
  readonly readMetrics: () => Promise<string>
}

/** The figures of the process for Prometheus. They are of all projects together and name none. */
export function createMetricsRoutes({ requireCaller, readMetrics }: MetricsRoutesDeps): OpenAPIHono<AppEnv> {
  const router = createRouter()
  router.get('/metrics', requireCaller('read'), async (context) =>
    context.body(await readMetrics(), 200, { 'content-type': prometheusContentType, 'cache-control': 'no-store' }),
  )
  return router
}
