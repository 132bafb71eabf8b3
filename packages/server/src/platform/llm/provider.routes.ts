import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import {
  modelProviderChangeSchema,
  modelProviderListSchema,
  modelProviderSchema,
  newProviderTestSchema,
  providerTestSchema,
} from '@pawl/core'
import {
  type AppEnv,
  createRouter,
  jsonBody,
  jsonResponses,
  problemResponses,
  type RequireCaller,
} from '../http/index.ts'
import type { Models } from './models.ts'

interface ProviderRoutesDeps {
  readonly models: Models
  readonly requireCaller: RequireCaller
}

const tags = ['providers']
const params = z.object({ name: z.string() })

/** Model providers of the caller's project. No answer holds a key. */
export function createProviderRoutes({ models, requireCaller }: ProviderRoutesDeps): OpenAPIHono<AppEnv> {
  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/providers',
        summary: 'List model providers with what is set up of each; of a key only its last characters',
        tags,
        middleware: requireCaller('read'),
        responses: jsonResponses(modelProviderListSchema, 'The well-known ones, then the others by name'),
      }),
      async (context) => {
        const providers = await models.providers(context.var.caller.project)
        return context.json({ providers: [...providers] }, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'put',
        path: '/api/providers/{name}',
        summary: 'Change a provider, or make it: a field that is left out stays as it is; a key is stored encrypted',
        tags,
        middleware: requireCaller('admin'),
        request: {
          params,
          body: jsonBody(modelProviderChangeSchema),
        },
        responses: jsonResponses(modelProviderSchema, 'The provider'),
      }),
      async (context) => {
        const { project, person } = context.var.caller
        const { name } = context.req.valid('param')
        return context.json(await models.setProvider({ project, name, change: context.req.valid('json'), person }), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'delete',
        path: '/api/providers/{name}',
        summary: 'Remove what is stored of a provider; what the environment says of it stays',
        tags,
        middleware: requireCaller('admin'),
        request: { params },
        responses: { 204: { description: 'It is removed' }, ...problemResponses },
      }),
      async (context) => {
        await models.removeProvider(context.var.caller.project, context.req.valid('param').name)
        return context.body(null, 204)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/providers/{name}/test',
        summary: 'Make one tiny call, which the provider may charge for',
        tags,
        middleware: requireCaller('admin'),
        request: {
          params,
          body: jsonBody(newProviderTestSchema),
        },
        responses: jsonResponses(providerTestSchema, 'What it answered'),
      }),
      async (context) => {
        const { name } = context.req.valid('param')
        const { model } = context.req.valid('json')
        return context.json(await models.testProvider({ project: context.var.caller.project, name, model }), 200)
      },
    )
}
