import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { alertActionSchema, alertListQuerySchema, alertListSchema, alertSchema } from '@pawl/core'
import {
  type AppEnv,
  createRouter,
  jsonBody,
  jsonResponses,
  refuseUnknownParameters,
} from '../../platform/http/index.ts'
import type { AlertsRoutesDeps } from './alerts-routes-deps.ts'
import { addChannelRoutes } from './channels.routes.ts'

const tags = ['alerts']
const params = z.object({ id: z.string() })
const action = { params, body: jsonBody(alertActionSchema) }

/** Alerts of the caller's project, and the channels that they are told to, under `/api`. */
export function createAlertsRoutes(deps: AlertsRoutesDeps): OpenAPIHono<AppEnv> {
  const router = createRouter()
  addReading(router, deps)
  addActing(router, deps)
  addChannelRoutes(router, deps)
  return router
}

function addReading(router: OpenAPIHono<AppEnv>, { alerts, requireCaller }: AlertsRoutesDeps): void {
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/alerts',
      summary: 'List problems that monitors found, newest first; those that are not resolved unless asked for others',
      tags,
      middleware: requireCaller('read'),
      request: { query: alertListQuerySchema },
      responses: jsonResponses(alertListSchema, 'Alerts'),
    }),
    async (context) => {
      refuseUnknownParameters(context.req.url, alertListQuerySchema)
      return context.json(await alerts.list(context.var.caller.project, context.req.valid('query')), 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/alerts/{id}',
      summary: 'What moved, since when, what explains it, how sure that is, and which traces show it',
      tags,
      middleware: requireCaller('read'),
      request: { params },
      responses: jsonResponses(alertSchema, 'The alert'),
    }),
    async (context) => context.json(await alerts.get(context.var.caller.project, context.req.valid('param').id), 200),
  )
}

function addActing(router: OpenAPIHono<AppEnv>, { alerts, requireCaller }: AlertsRoutesDeps): void {
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/alerts/{id}/acknowledge',
      summary: 'Say that somebody looks at it',
      tags,
      middleware: requireCaller('write'),
      request: action,
      responses: jsonResponses(alertSchema, 'The alert'),
    }),
    async (context) => {
      const { id } = context.req.valid('param')
      return context.json(await alerts.acknowledge(context.var.caller, id, context.req.valid('json')), 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/alerts/{id}/resolve',
      summary:
        'Say that it is over, or that what is now is the new usual; it resolves by itself, too, when its metric is back',
      tags,
      middleware: requireCaller('write'),
      request: action,
      responses: jsonResponses(alertSchema, 'The alert'),
    }),
    async (context) => {
      const { id } = context.req.valid('param')
      return context.json(await alerts.resolve(context.var.caller, id, context.req.valid('json')), 200)
    },
  )
}
