import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import {
  backfillRequestSchema,
  evaluatorNameSchema,
  onlineEvaluationListSchema,
  onlineEvaluationSchema,
  onlineEvaluationViewSchema,
} from '@pawl/core'
import {
  type AppEnv,
  createRouter,
  jsonBody,
  jsonResponses,
  problemResponses,
  type RequireCaller,
} from '../../platform/http/index.ts'
import { listOnline } from './list-online.ts'
import type { OnlineDeps } from './online-deps.ts'
import { removeOnline } from './remove-online.ts'
import { saveOnline } from './save-online.ts'
import { cancelBackfill, startBackfill } from './start-backfill.ts'

const tags = ['online evaluation']
const params = z.object({ evaluator: evaluatorNameSchema })

export interface OnlineRoutesDeps {
  readonly online: { readonly deps: OnlineDeps }
  readonly requireCaller: RequireCaller
}

/** Which evaluators judge live traffic, under `/api/online-evaluations`. */
export function createOnlineRoutes({ online: { deps }, requireCaller }: OnlineRoutesDeps): OpenAPIHono<AppEnv> {
  const router = createRouter()
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/online-evaluations',
      summary: 'List the evaluators that judge live traffic, with what they judged and spent',
      tags,
      middleware: requireCaller('read'),
      responses: jsonResponses(onlineEvaluationListSchema, 'By evaluator'),
    }),
    async (context) => {
      const onlineEvaluations = await listOnline(deps, context.var.caller.project)
      return context.json({ onlineEvaluations }, 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'put',
      path: '/api/online-evaluations/{evaluator}',
      summary: 'Let an evaluator judge live traffic from now on, or change how it does',
      tags,
      middleware: requireCaller('write'),
      request: { params, body: jsonBody(onlineEvaluationSchema) },
      responses: jsonResponses(onlineEvaluationViewSchema, 'As it is now'),
    }),
    async (context) => {
      const { evaluator } = context.req.valid('param')
      const order = { evaluator, definition: context.req.valid('json') }
      return context.json(await saveOnline(deps, context.var.caller, order), 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'delete',
      path: '/api/online-evaluations/{evaluator}',
      summary: 'Let an evaluator judge live traffic no more; its scores stay',
      tags,
      middleware: requireCaller('write'),
      request: { params },
      responses: { 204: { description: 'It judges no more' }, ...problemResponses },
    }),
    async (context) => {
      await removeOnline(deps, { project: context.var.caller.project, ...context.req.valid('param') })
      return context.body(null, 204)
    },
  )
  addBackfill(router, { online: { deps }, requireCaller })
  return router
}

function addBackfill(router: OpenAPIHono<AppEnv>, { online: { deps }, requireCaller }: OnlineRoutesDeps): void {
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/online-evaluations/{evaluator}/backfill',
      summary: 'Judge traces of a past range, as live ones would be; what this version has judged is left out',
      tags,
      middleware: requireCaller('write'),
      request: { params, body: jsonBody(backfillRequestSchema) },
      responses: jsonResponses(onlineEvaluationViewSchema, 'With the back-fill that has begun'),
    }),
    async (context) => {
      const { from, to } = context.req.valid('json')
      const order = { ...context.req.valid('param'), from: new Date(from), to: new Date(to) }
      return context.json(await startBackfill(deps, context.var.caller, order), 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'delete',
      path: '/api/online-evaluations/{evaluator}/backfill',
      summary: 'Cancel the back-fill that is under way; what it judged stays',
      tags,
      middleware: requireCaller('write'),
      request: { params },
      responses: jsonResponses(onlineEvaluationViewSchema, 'With the back-fill that was cancelled'),
    }),
    async (context) => {
      const key = { project: context.var.caller.project, ...context.req.valid('param') }
      return context.json(await cancelBackfill(deps, key), 200)
    },
  )
}
