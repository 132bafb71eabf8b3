import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import {
  createdWebhookSchema,
  newWebhookSchema,
  webhookDeliveryListSchema,
  webhookDeliverySchema,
  webhookListSchema,
} from '@pawl/core'
import {
  type AppEnv,
  createdResponses,
  createRouter,
  jsonBody,
  jsonResponses,
  problemResponses,
  type RequireCaller,
  refuseUnknownParameters,
} from '../http/index.ts'
import type { Webhooks } from './open-webhooks.ts'

interface WebhookRoutesDeps {
  readonly webhooks: Webhooks
  readonly requireCaller: RequireCaller
}

const tags = ['webhooks']
const params = z.object({ id: z.string() })
const deliveriesQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(1000).optional(),
})

/** Webhooks of the caller's project. For those who may write: an address can be a secret by itself. */
export function createWebhookRoutes(deps: WebhookRoutesDeps): OpenAPIHono<AppEnv> {
  const router = createRouter()
  addWebhooks(router, deps)
  addDeliveries(router, deps)
  return router
}

function addWebhooks(router: OpenAPIHono<AppEnv>, { webhooks, requireCaller }: WebhookRoutesDeps): void {
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/webhooks',
      summary: 'List webhooks, without their signing secrets',
      tags,
      middleware: requireCaller('write'),
      responses: jsonResponses(webhookListSchema, 'Webhooks, oldest first'),
    }),
    async (context) => context.json({ webhooks: [...(await webhooks.list(context.var.caller.project))] }, 200),
  )
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/webhooks',
      summary: 'Add a webhook; this answer is the only place where its signing secret stands',
      tags,
      middleware: requireCaller('admin'),
      request: { body: jsonBody(newWebhookSchema) },
      responses: createdResponses(createdWebhookSchema, 'The webhook'),
    }),
    async (context) => context.json(await webhooks.create(context.var.caller, context.req.valid('json')), 201),
  )
  router.openapi(
    createRoute({
      method: 'delete',
      path: '/api/webhooks/{id}',
      summary: 'Remove a webhook with what was sent to it',
      tags,
      middleware: requireCaller('admin'),
      request: { params },
      responses: { 204: { description: 'It is gone' }, ...problemResponses },
    }),
    async (context) => {
      await webhooks.remove(context.var.caller, context.req.valid('param').id)
      return context.body(null, 204)
    },
  )
}

function addDeliveries(router: OpenAPIHono<AppEnv>, { webhooks, requireCaller }: WebhookRoutesDeps): void {
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/webhooks/{id}/deliveries',
      summary: 'What was sent to an address in the last 30 days, with every attempt, newest first',
      tags,
      middleware: requireCaller('write'),
      request: { params, query: deliveriesQuerySchema },
      responses: jsonResponses(webhookDeliveryListSchema, 'Messages'),
    }),
    async (context) => {
      refuseUnknownParameters(context.req.url, deliveriesQuerySchema)
      const { project } = context.var.caller
      const { id } = context.req.valid('param')
      return context.json(await webhooks.deliveries({ project, id }, context.req.valid('query')), 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/webhooks/{id}/deliveries/{delivery}/replay',
      summary: 'Send a message once more, with the same id',
      tags,
      middleware: requireCaller('write'),
      request: { params: params.extend({ delivery: z.string() }) },
      responses: jsonResponses(webhookDeliverySchema, 'The message, which is sent soon'),
    }),
    async (context) => {
      const { project } = context.var.caller
      const { id, delivery } = context.req.valid('param')
      return context.json(await webhooks.replay({ project, id }, delivery), 200)
    },
  )
}
