import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import {
  alertDeliveryListSchema,
  channelListSchema,
  channelTestSchema,
  createdChannelSchema,
  newChannelSchema,
} from '@pawl/core'
import {
  type AppEnv,
  createdResponses,
  jsonBody,
  jsonResponses,
  problemResponses,
  refuseUnknownParameters,
} from '../../platform/http/index.ts'
import type { AlertsRoutesDeps } from './alerts-routes-deps.ts'

const tags = ['alerts']
const params = z.object({ name: z.string() })
const deliveriesQuerySchema = z.object({ limit: z.coerce.number().int().min(1).max(200).default(50) })

/** Where alerts are told. Only an admin names an address that this server then calls. */
export function addChannelRoutes(router: OpenAPIHono<AppEnv>, deps: AlertsRoutesDeps): void {
  addReading(router, deps)
  addChanging(router, deps)
}

function addReading(router: OpenAPIHono<AppEnv>, { alerts, requireCaller }: AlertsRoutesDeps): void {
  const { channels } = alerts
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/alert-channels',
      summary: 'List where alerts are told, without what is secret of an address',
      tags,
      middleware: requireCaller('read'),
      responses: jsonResponses(channelListSchema, 'Channels by name'),
    }),
    async (context) => context.json(await channels.list(context.var.caller.project), 200),
  )
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/alert-channels/{name}/deliveries',
      summary: 'What was sent to a channel in the last 30 days, newest first',
      tags,
      middleware: requireCaller('read'),
      request: { params, query: deliveriesQuerySchema },
      responses: jsonResponses(alertDeliveryListSchema, 'Messages'),
    }),
    async (context) => {
      refuseUnknownParameters(context.req.url, deliveriesQuerySchema)
      const of = { ...context.req.valid('param'), ...context.req.valid('query') }
      return context.json(await channels.deliveries(context.var.caller.project, of), 200)
    },
  )
}

function addChanging(router: OpenAPIHono<AppEnv>, { alerts, requireCaller }: AlertsRoutesDeps): void {
  const { channels } = alerts
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/alert-channels',
      summary: 'Add a channel; this answer is the only place where the secret of a webhook stands',
      tags,
      middleware: requireCaller('admin'),
      request: { body: jsonBody(newChannelSchema) },
      responses: createdResponses(createdChannelSchema, 'The channel'),
    }),
    async (context) => context.json(await channels.add(context.var.caller, context.req.valid('json')), 201),
  )
  router.openapi(
    createRoute({
      method: 'delete',
      path: '/api/alert-channels/{name}',
      summary: 'Remove a channel with what was sent to it',
      tags,
      middleware: requireCaller('admin'),
      request: { params },
      responses: { 204: { description: 'It is gone' }, ...problemResponses },
    }),
    async (context) => {
      await channels.remove(context.var.caller, context.req.valid('param').name)
      return context.body(null, 204)
    },
  )
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/alert-channels/{name}/test',
      summary: 'Send a test to a channel, and wait for what becomes of it',
      tags,
      middleware: requireCaller('write'),
      request: { params },
      responses: jsonResponses(channelTestSchema, 'Whether it was taken'),
    }),
    async (context) => {
      const { name } = context.req.valid('param')
      const { project } = context.var.caller
      return context.json(await channels.test({ project, name, signal: context.req.raw.signal }), 200)
    },
  )
}
