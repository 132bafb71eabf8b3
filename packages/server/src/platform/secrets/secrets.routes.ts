import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { deletedSecretSchema, newSecretSchema, secretListSchema, secretSchema } from '@pawl/core'
import { type AppEnv, createRouter, jsonBody, jsonResponses, type RequireCaller } from '../http/index.ts'
import type { Secrets } from './secrets.ts'

interface SecretRoutesDeps {
  readonly secrets: Secrets
  readonly requireCaller: RequireCaller
}

const tags = ['secrets']
const params = z.object({ name: z.string() })

/** Secrets of the caller's project. No answer holds a value. */
export function createSecretRoutes({ secrets, requireCaller }: SecretRoutesDeps): OpenAPIHono<AppEnv> {
  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/secrets',
        summary: 'List secrets by name: when and by whom they were set, and what names them; never a value',
        tags,
        middleware: requireCaller('read'),
        responses: jsonResponses(secretListSchema, 'Those that are set, and names of those that are missing'),
      }),
      async (context) => context.json(await secrets.list(context.var.caller.project), 200),
    )
    .openapi(
      createRoute({
        method: 'put',
        path: '/api/secrets/{name}',
        summary: 'Set a secret, which is stored encrypted and never shown again',
        tags,
        middleware: requireCaller('admin'),
        request: {
          params,
          body: jsonBody(newSecretSchema),
        },
        responses: jsonResponses(secretSchema, 'The secret, without its value'),
      }),
      async (context) => {
        const { name } = context.req.valid('param')
        return context.json(
          await secrets.set(context.var.caller, { name, value: context.req.valid('json').value }),
          200,
        )
      },
    )
    .openapi(
      createRoute({
        method: 'delete',
        path: '/api/secrets/{name}',
        summary: 'Delete a secret; calls that name it fail from then on',
        tags,
        middleware: requireCaller('admin'),
        request: { params },
        responses: jsonResponses(deletedSecretSchema, 'What names it still'),
      }),
      async (context) => {
        const { name } = context.req.valid('param')
        return context.json({ name, usedBy: [...(await secrets.remove(context.var.caller, name))] }, 200)
      },
    )
}
