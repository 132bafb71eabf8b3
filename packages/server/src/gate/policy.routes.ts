import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { environmentNameSchema, policyChangeSchema, policyVersionListSchema, policyVersionSchema } from '@pawl/core'
import { type AppEnv, createRouter, jsonBody, jsonResponses } from '../platform/http/index.ts'
import { changePolicy } from './change-policy.ts'
import type { GateContext } from './gate-context.ts'
import type { GateRoutesDeps } from './gate-routes-deps.ts'
import { listPolicies, readPolicy } from './read-policy.ts'

const tags = ['gates']
const params = z.object({ name: environmentNameSchema })

/** What a release into an environment must show. */
export function createPolicyRoutes({ gate: { context: gate }, requireCaller }: GateRoutesDeps): OpenAPIHono<AppEnv> {
  const router = createRouter()
  const keyOf = async (context: GateContext, project: string, environment: string) => {
    await context.prompts.assertEnvironment(context.control.db, project, environment)
    return { project, environment }
  }
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/environments/{name}/policy',
      summary: 'The policy of an environment: the default before anybody wrote one',
      tags,
      middleware: requireCaller('read'),
      request: { params },
      responses: jsonResponses(policyVersionSchema, 'The policy as it is'),
    }),
    async (context) => {
      const key = await keyOf(gate, context.get('caller').project, context.req.valid('param').name)
      return context.json(await readPolicy(gate.control.db, key), 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/environments/{name}/policy/versions',
      summary: 'Every policy that an environment had, newest first',
      tags,
      middleware: requireCaller('read'),
      request: { params },
      responses: jsonResponses(policyVersionListSchema, 'The policies'),
    }),
    async (context) => {
      const key = await keyOf(gate, context.get('caller').project, context.req.valid('param').name)
      return context.json({ versions: [...(await listPolicies(gate.control.db, key))] }, 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'put',
      path: '/api/environments/{name}/policy',
      summary: 'Change the policy of an environment; one that protects less needs a reason',
      tags,
      middleware: requireCaller('write'),
      request: {
        params,
        body: jsonBody(policyChangeSchema),
      },
      responses: jsonResponses(policyVersionSchema, 'The policy as it is now'),
    }),
    async (context) => {
      const { project, person } = context.get('caller')
      const { name: environment } = context.req.valid('param')
      const change = context.req.valid('json')
      return context.json(await changePolicy(gate, { project, person, environment, change }), 200)
    },
  )
  return router
}
