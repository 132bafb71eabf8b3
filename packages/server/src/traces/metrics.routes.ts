import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { seriesAnswerSchema, seriesQuerySchema } from '@pawl/core'
import {
  type AppEnv,
  createRouter,
  jsonResponses,
  type RequireCaller,
  refuseUnknownParameters,
} from '../platform/http/index.ts'
import type { ReadDeps } from './read-deps.ts'
import { readSeries } from './read-series.ts'

export interface MetricRoutesDeps extends ReadDeps {
  readonly requireCaller: RequireCaller
}

export function createMetricRoutes(deps: MetricRoutesDeps): OpenAPIHono<AppEnv> {
  return createRouter().openapi(
    createRoute({
      method: 'get',
      path: '/api/metrics/series',
      summary: 'Count, error rate, latency, tokens, cost and scores over time, grouped by any facet',
      description:
        'The range chooses the width of a bucket. Without `from` it starts with the oldest trace or span, without `to` it ends now.',
      tags: ['metrics'],
      middleware: deps.requireCaller('read'),
      request: { query: seriesQuerySchema },
      responses: jsonResponses(seriesAnswerSchema, 'One series per measure and group'),
    }),
    async (context) => {
      refuseUnknownParameters(context.req.url, seriesQuerySchema)
      return context.json(await readSeries(deps, context.var.caller.project, context.req.valid('query')), 200)
    },
  )
}
