import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { serverStatusSchema } from '@pawl/core'
import { type AppEnv, createRouter, jsonResponses, type RequireCaller } from '../platform/http/index.ts'
import { createStatusReader, type StatusDeps } from './get-status.ts'

export function createStatusRoutes(deps: StatusDeps & { readonly requireCaller: RequireCaller }): OpenAPIHono<AppEnv> {
  const readStatus = createStatusReader(deps)
  const router = createRouter()
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/status',
      summary: 'How the server and the project are',
      tags: ['status'],
      middleware: deps.requireCaller('read'),
      responses: jsonResponses(serverStatusSchema, 'The status'),
    }),
    async (context) => context.json(await readStatus(context.get('caller').project), 200),
  )
  return router
}
