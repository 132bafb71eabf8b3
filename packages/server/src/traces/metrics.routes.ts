import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { type ChangeMark, changeListSchema, seriesAnswerSchema, seriesQuerySchema } from '@pawl/core'
import {
  type AppEnv,
  createRouter,
  jsonResponses,
  type RequireCaller,
  refuseUnknownParameters,
} from '../platform/http/index.ts'
import type { ChangeRange } from './changes.ts'
import type { ReadDeps } from './read-deps.ts'
import { readSeries } from './read-series.ts'

export interface MetricRoutesDeps extends ReadDeps {
  readonly requireCaller: RequireCaller
  readonly listChanges: (range: ChangeRange) => Promise<ChangeMark[]>
}

const changesQuerySchema = z.object({
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
})

export function createMetricRoutes(deps: MetricRoutesDeps): OpenAPIHono<AppEnv> {
  return createRouter()
    .openapi(
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
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/changes',
        summary:
          'What happened to the application, to be marked on charts: deployments, and models, prompt versions and releases that were never seen before',
        tags: ['metrics'],
        middleware: deps.requireCaller('read'),
        request: { query: changesQuerySchema },
        responses: jsonResponses(changeListSchema, 'Oldest first; the newest 1,000 of the range'),
      }),
      async (context) => {
        refuseUnknownParameters(context.req.url, changesQuerySchema)
        const { from, to } = context.req.valid('query')
        const { project } = context.var.caller
        const dateOf = (text: string | undefined) => (text === undefined ? undefined : new Date(text))
        return context.json({ changes: await deps.listChanges({ project, from: dateOf(from), to: dateOf(to) }) }, 200)
      },
    )
}
