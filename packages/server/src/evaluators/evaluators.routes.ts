import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import {
  checkedVersionSchema,
  evaluatorChangeSchema,
  evaluatorDetailSchema,
  evaluatorListQuerySchema,
  evaluatorListSchema,
  evaluatorTrialAnswerSchema,
  evaluatorTrialSchema,
  evaluatorUsesSchema,
  exampleCheckRequestSchema,
  newEvaluatorSchema,
  newEvaluatorVersionSchema,
} from '@pawl/core'
import {
  type AppEnv,
  createdResponses,
  createRouter,
  jsonBody,
  jsonResponses,
  problemResponses,
  refuseUnknownParameters,
} from '../platform/http/index.ts'
import { archiveEvaluator } from './archive-evaluator.ts'
import { checkNamedVersion } from './check-version.ts'
import { type EvaluatorsRoutesDeps, evaluatorParams } from './evaluators-routes-deps.ts'
import { getEvaluator } from './get-evaluator.ts'
import { createLabelRoutes } from './labels/index.ts'
import { listEvaluators, listUses } from './list-uses.ts'
import { addVersion, createEvaluator } from './save-version.ts'
import { tryEvaluator } from './try-evaluator.ts'

const tags = ['evaluators']

/** Evaluators, their versions and the human labels that they are measured by, under `/api`. */
export function createEvaluatorsRoutes(deps: EvaluatorsRoutesDeps): OpenAPIHono<AppEnv> {
  const router = createRouter()
  addReading(router, deps)
  addSaving(router, deps)
  addRunning(router, deps)
  router.route('/', createLabelRoutes(deps))
  return router
}

function addReading(router: OpenAPIHono<AppEnv>, { evaluators: { deps }, requireCaller }: EvaluatorsRoutesDeps): void {
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/evaluators',
      summary: 'List evaluators, each with its newest version',
      tags,
      middleware: requireCaller('read'),
      request: { query: evaluatorListQuerySchema },
      responses: jsonResponses(evaluatorListSchema, 'Evaluators by name'),
    }),
    async (context) => {
      refuseUnknownParameters(context.req.url, evaluatorListQuerySchema)
      const withArchived = context.req.valid('query').archived === 'true'
      const evaluators = await listEvaluators(deps, { project: context.var.caller.project, withArchived })
      return context.json({ evaluators }, 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/evaluators/{name}',
      summary: 'An evaluator with all its versions, newest first',
      tags,
      middleware: requireCaller('read'),
      request: { params: evaluatorParams },
      responses: jsonResponses(evaluatorDetailSchema, 'The evaluator'),
    }),
    async (context) =>
      context.json(await getEvaluator(deps, context.var.caller.project, context.req.valid('param').name), 200),
  )
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/evaluators/{name}/uses',
      summary: 'The datasets whose rows an evaluator judges, and the prompts that it protects',
      tags,
      middleware: requireCaller('read'),
      request: { params: evaluatorParams },
      responses: jsonResponses(evaluatorUsesSchema, 'Those with the most rows first'),
    }),
    async (context) => {
      const key = { project: context.var.caller.project, evaluator: context.req.valid('param').name }
      return context.json({ uses: await listUses(deps, key) }, 200)
    },
  )
}

function addSaving(router: OpenAPIHono<AppEnv>, { evaluators: { deps }, requireCaller }: EvaluatorsRoutesDeps): void {
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/evaluators',
      summary: 'Make an evaluator with its first version; its examples are run',
      tags,
      middleware: requireCaller('write'),
      request: { body: jsonBody(newEvaluatorSchema) },
      responses: createdResponses(evaluatorDetailSchema, 'The evaluator'),
    }),
    async (context) => {
      const { caller } = context.var
      const { name } = await createEvaluator(deps, caller, context.req.valid('json'))
      return context.json(await getEvaluator(deps, caller.project, name), 201)
    },
  )
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/evaluators/{name}/versions',
      summary: 'Add a version; its examples are run. What the newest says already is no new version',
      tags,
      middleware: requireCaller('write'),
      request: { params: evaluatorParams, body: jsonBody(newEvaluatorVersionSchema) },
      responses: {
        200: { description: 'It was there', content: { 'application/json': { schema: checkedVersionSchema } } },
        201: { description: 'A new version', content: { 'application/json': { schema: checkedVersionSchema } } },
        ...problemResponses,
      },
    }),
    async (context) => {
      const { name } = context.req.valid('param')
      const toSave = { name, version: context.req.valid('json') }
      const { version, isNew } = await addVersion(deps, context.var.caller, toSave)
      return isNew ? context.json(version, 201) : context.json(version, 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'patch',
      path: '/api/evaluators/{name}',
      summary: 'Archive an evaluator or bring it back; evaluators are never deleted',
      tags,
      middleware: requireCaller('write'),
      request: { params: evaluatorParams, body: jsonBody(evaluatorChangeSchema) },
      responses: jsonResponses(evaluatorDetailSchema, 'The evaluator'),
    }),
    async (context) => {
      const archiving = { evaluator: context.req.valid('param').name, change: context.req.valid('json') }
      return context.json(await archiveEvaluator(deps, context.var.caller, archiving), 200)
    },
  )
}

function addRunning(router: OpenAPIHono<AppEnv>, { evaluators: { deps }, requireCaller }: EvaluatorsRoutesDeps): void {
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/evaluators/try',
      summary: 'Judge up to 50 subjects by a definition; nothing is saved',
      tags,
      middleware: requireCaller('write'),
      request: { body: jsonBody(evaluatorTrialSchema) },
      responses: jsonResponses(evaluatorTrialAnswerSchema, 'A result for each subject, in their order'),
    }),
    async (context) => {
      const { project } = context.var.caller
      const trial = context.req.valid('json')
      return context.json(await tryEvaluator(deps, { project, trial, signal: context.req.raw.signal }), 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/evaluators/{name}/check',
      summary: 'Run the examples of a version again',
      tags,
      middleware: requireCaller('write'),
      request: { params: evaluatorParams, body: jsonBody(exampleCheckRequestSchema) },
      responses: jsonResponses(checkedVersionSchema, 'The version with what came out'),
    }),
    async (context) => {
      const { name } = context.req.valid('param')
      const { number } = context.req.valid('json')
      const reference = number === undefined ? name : `${name}@${number}`
      return context.json(await checkNamedVersion(deps, context.var.caller.project, reference), 200)
    },
  )
}
