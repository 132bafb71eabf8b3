import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import {
  checkDeploymentSchema,
  deploymentCheckSchema,
  deploymentListQuerySchema,
  deploymentListSchema,
  deploymentSchema,
  environmentNameSchema,
  environmentStateSchema,
  newDeploymentSchema,
  overrideListSchema,
  promoteSchema,
  rollBackSchema,
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
} from '../platform/http/index.ts'
import { checkDeployment } from './check-deployment.ts'
import { describeEnvironment } from './describe-environment.ts'
import { expireOverrides } from './expire-overrides.ts'
import { getDeployment, listDeployments } from './list-deployments.ts'
import type { Deployments } from './open-deployments.ts'
import { selectOverrides } from './overrides.store.ts'
import { promoteRelease } from './promote-release.ts'

interface DeploymentsRoutesDeps {
  readonly deployments: Deployments
  readonly requireCaller: RequireCaller
}

const tags = ['deployments']
const environmentParams = z.object({ name: environmentNameSchema })
const deployedResponses = {
  200: { description: 'It was live already', content: { 'application/json': { schema: deploymentSchema } } },
  201: { description: 'It is live', content: { 'application/json': { schema: deploymentSchema } } },
  ...problemResponses,
}

/** Releases, what is live, and how it came to be, under `/api`. */
export function createDeploymentsRoutes(deps: DeploymentsRoutesDeps): OpenAPIHono<AppEnv> {
  const router = createRouter()
  addDeploying(router, deps)
  addReading(router, deps)
  addEnvironments(router, deps)
  return router
}

function addDeploying(router: OpenAPIHono<AppEnv>, { deployments, requireCaller }: DeploymentsRoutesDeps): void {
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/deployments',
      summary:
        'Release into an environment. Refused with 409, the reason and the command that would settle it, unless a verdict covers exactly this, or a person takes it on themselves',
      tags,
      middleware: requireCaller('write'),
      request: { body: jsonBody(newDeploymentSchema) },
      responses: deployedResponses,
    }),
    async (context) => {
      const request = { ...context.req.valid('json'), kind: 'deploy' as const }
      const { deployment, isNew } = await deployments.deploy(context.var.caller, request)
      return isNew ? context.json(deployment, 201) : context.json(deployment, 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/environments/{name}/promote',
      summary: 'Release here what is live in another environment, by the rules of this one',
      tags,
      middleware: requireCaller('write'),
      request: { params: environmentParams, body: jsonBody(promoteSchema) },
      responses: deployedResponses,
    }),
    async (context) => {
      const request = { ...context.req.valid('json'), environment: context.req.valid('param').name }
      const { deployment, isNew } = await promoteRelease(deployments.deps, context.var.caller, request)
      return isNew ? context.json(deployment, 201) : context.json(deployment, 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/environments/{name}/rollback',
      summary: 'Go back to what was live here before. Always allowed, and recorded',
      tags,
      middleware: requireCaller('write'),
      request: { params: environmentParams, body: jsonBody(rollBackSchema) },
      responses: createdResponses(deploymentSchema, 'It is live'),
    }),
    async (context) => {
      const request = { ...context.req.valid('json'), environment: context.req.valid('param').name }
      return context.json((await deployments.rollBack(context.var.caller, request)).deployment, 201)
    },
  )
}

function addReading(router: OpenAPIHono<AppEnv>, { deployments, requireCaller }: DeploymentsRoutesDeps): void {
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/deployments/check',
      summary: 'What a deployment would be told; nothing is changed',
      tags,
      middleware: requireCaller('read'),
      request: { body: jsonBody(checkDeploymentSchema) },
      responses: jsonResponses(deploymentCheckSchema, 'Whether it may, and why'),
    }),
    async (context) => {
      const { project } = context.var.caller
      return context.json(await checkDeployment(deployments.deps, { project, ...context.req.valid('json') }), 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/deployments',
      summary: 'What was made live, newest first',
      tags,
      middleware: requireCaller('read'),
      request: { query: deploymentListQuerySchema },
      responses: jsonResponses(deploymentListSchema, 'Deployments'),
    }),
    async (context) => {
      refuseUnknownParameters(context.req.url, deploymentListQuerySchema)
      const { project } = context.var.caller
      return context.json(await listDeployments(deployments.deps, project, context.req.valid('query')), 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/deployments/{id}',
      summary: 'A deployment, with the verdict or the override that allowed it',
      tags,
      middleware: requireCaller('read'),
      request: { params: z.object({ id: z.string() }) },
      responses: jsonResponses(deploymentSchema, 'The deployment'),
    }),
    async (context) => {
      const { id } = context.req.valid('param')
      return context.json(await getDeployment(deployments.deps, context.var.caller.project, id), 200)
    },
  )
}

function addEnvironments(router: OpenAPIHono<AppEnv>, { deployments, requireCaller }: DeploymentsRoutesDeps): void {
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/environments/{name}',
      summary: 'What is live in an environment, since when and by what, and what waits',
      tags,
      middleware: requireCaller('read'),
      request: { params: environmentParams },
      responses: jsonResponses(environmentStateSchema, 'The environment'),
    }),
    async (context) => {
      const place = { project: context.var.caller.project, environment: context.req.valid('param').name }
      return context.json(await describeEnvironment(deployments.deps, place), 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/overrides',
      summary: 'Releases that a person let through without a pass: who, why, until when; newest first',
      tags,
      middleware: requireCaller('read'),
      responses: jsonResponses(overrideListSchema, 'Overrides'),
    }),
    async (context) => {
      const { project } = context.var.caller
      await expireOverrides(deployments.deps, project)
      return context.json({ overrides: await selectOverrides(deployments.deps.control.db, { project }) }, 200)
    },
  )
}
