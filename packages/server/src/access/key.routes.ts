import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { apiKeyListSchema, createdApiKeySchema, newApiKeySchema } from '@pawl/core'
import {
  type AppEnv,
  createdResponses,
  createRouter,
  jsonBody,
  jsonResponses,
  problemResponses,
} from '../platform/http/index.ts'
import type { AccessRoutesDeps } from './access-routes-deps.ts'
import { createKey } from './create-key.ts'
import { listKeys } from './list-keys.ts'
import { revokeKey } from './revoke-key.ts'

const tags = ['keys']
const params = z.object({ project: z.string() })

export function createKeyRoutes({ access, requireCaller }: AccessRoutesDeps): OpenAPIHono<AppEnv> {
  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/projects/{project}/keys',
        summary: 'List the keys of a project, without the keys themselves',
        tags,
        middleware: requireCaller('admin'),
        request: { params },
        responses: jsonResponses(apiKeyListSchema, 'Keys, oldest first'),
      }),
      async (context) => context.json({ keys: await listKeys(access, context.req.valid('param').project) }, 200),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/projects/{project}/keys',
        summary: 'Make a key; this answer is the only place where it stands',
        tags,
        middleware: requireCaller('admin'),
        request: {
          params,
          body: jsonBody(newApiKeySchema),
        },
        responses: createdResponses(createdApiKeySchema, 'The key'),
      }),
      async (context) => {
        const { project } = context.req.valid('param')
        return context.json(
          await createKey(access, { project, ...context.req.valid('json'), by: context.var.caller.person }),
          201,
        )
      },
    )
    .openapi(
      createRoute({
        method: 'delete',
        path: '/api/projects/{project}/keys/{id}',
        summary: 'Revoke a key; it stays in the list',
        tags,
        middleware: requireCaller('admin'),
        request: { params: params.extend({ id: z.string() }) },
        responses: { 204: { description: 'It is revoked' }, ...problemResponses },
      }),
      async (context) => {
        await revokeKey(access, { ...context.req.valid('param'), by: context.var.caller.person })
        return context.body(null, 204)
      },
    )
}
