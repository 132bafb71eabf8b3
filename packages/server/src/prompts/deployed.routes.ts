import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { deployedPromptSchema, environmentNameSchema, promptNameSchema } from '@pawl/core'
import { type AppEnv, createRouter, jsonResponses } from '../platform/http/index.ts'
import type { PromptsRoutesDeps } from './prompts-routes-deps.ts'

/** Seconds: as long as another server's deployment may go unnoticed here anyway; then a cache may ask behind its answer. */
const cacheControl = 'private, max-age=5, stale-while-revalidate=55'
const ifNoneMatchSchema = z.object({
  'if-none-match': z.string().max(10_000).optional().openapi({ description: 'The ETag of what is there already' }),
})

/** What applications fetch. */
export function createDeployedRoutes({ prompts, requireCaller }: PromptsRoutesDeps): OpenAPIHono<AppEnv> {
  return createRouter().openapi(
    createRoute({
      method: 'get',
      path: '/api/environments/{name}/prompts/{prompt}',
      summary: 'The version of a prompt that is deployed in an environment, for applications',
      tags: ['environments'],
      middleware: requireCaller('read'),
      request: {
        params: z.object({ name: environmentNameSchema, prompt: promptNameSchema }),
        headers: ifNoneMatchSchema,
      },
      responses: {
        ...jsonResponses(deployedPromptSchema, 'The version, with an ETag'),
        304: { description: 'It is the one that the ETag names' },
      },
    }),
    async (context) => {
      const { name: environment, prompt } = context.req.valid('param')
      const { body, etag } = await prompts.deployed.get({ project: context.var.caller.project, environment, prompt })
      const headers = {
        etag,
        'cache-control': cacheControl,
        // The project comes from these.
        vary: 'authorization, cookie, x-pawl-project',
      }
      const known = context.req.valid('header')['if-none-match']
      if (known !== undefined && matches(known, etag)) return context.body(null, 304, headers)
      return context.body(body, 200, { ...headers, 'content-type': 'application/json' })
    },
  )
}

/** By the weak comparison that `If-None-Match` asks for (RFC 9110, 13.1.2): proxies that compress weaken an ETag. */
function matches(ifNoneMatch: string, etag: string): boolean {
  return ifNoneMatch.split(',').some((each) => ['*', etag].includes(each.trim().replace(/^W\//, '')))
}
