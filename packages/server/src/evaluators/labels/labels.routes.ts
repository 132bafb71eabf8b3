import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import {
  AppError,
  accuracyQuerySchema,
  addedLabelSubjectsSchema,
  evaluatorAccuracySchema,
  judgedSubjectsSchema,
  judgeSubjectsSchema,
  labelListQuerySchema,
  labelListSchema,
  labelQueueQuerySchema,
  labelQueueSchema,
  labelSchema,
  newLabelSubjectsSchema,
  newLabelsSchema,
} from '@pawl/core'
import {
  type AppEnv,
  createdResponses,
  createRouter,
  jsonBody,
  jsonResponses,
  problemResponses,
  refuseUnknownParameters,
} from '../../platform/http/index.ts'
import { type EvaluatorsRoutesDeps, evaluatorParams } from '../evaluators-routes-deps.ts'
import { addLabelSubjects } from './add-label-subjects.ts'
import { addLabels } from './add-labels.ts'
import { judgeLabelSubjects } from './judge-label-subjects.ts'
import { deleteLabel } from './labels.store.ts'
import { listLabelQueue } from './list-label-queue.ts'
import { listLabels } from './list-labels.ts'
import { measureAccuracy } from './measure-accuracy.ts'

const tags = ['labels']
const addedLabelsSchema = z.object({ labels: z.array(labelSchema) })

/** Human labels, the queue that they come from, and what they say about a judge. */
export function createLabelRoutes(deps: EvaluatorsRoutesDeps): OpenAPIHono<AppEnv> {
  const router = createRouter()
  addLabelling(router, deps)
  addQueue(router, deps)
  addMeasuring(router, deps)
  return router
}

function addLabelling(
  router: OpenAPIHono<AppEnv>,
  { evaluators: { deps }, requireCaller }: EvaluatorsRoutesDeps,
): void {
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/labels',
      summary: 'Say whether outputs are good; up to 1,000 at once',
      tags,
      middleware: requireCaller('write'),
      request: { body: jsonBody(newLabelsSchema) },
      responses: createdResponses(addedLabelsSchema, 'The labels as stored'),
    }),
    async (context) =>
      context.json({ labels: await addLabels(deps, context.var.caller, context.req.valid('json').labels) }, 201),
  )
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/labels',
      summary: 'List the labels of an evaluator, newest first',
      tags,
      middleware: requireCaller('read'),
      request: { query: labelListQuerySchema },
      responses: jsonResponses(labelListSchema, 'Labels with the outputs that they are about'),
    }),
    async (context) => {
      refuseUnknownParameters(context.req.url, labelListQuerySchema)
      const listing = { project: context.var.caller.project, ...context.req.valid('query') }
      return context.json(await listLabels(deps, listing), 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'delete',
      path: '/api/labels/{id}',
      summary: 'Take a label back',
      tags,
      middleware: requireCaller('write'),
      request: { params: z.object({ id: z.string().min(1).max(100) }) },
      responses: { 204: { description: 'It is gone' }, ...problemResponses },
    }),
    async (context) => {
      const { id } = context.req.valid('param')
      if (!(await deleteLabel(deps.control.db, context.var.caller.project, id))) {
        throw new AppError('not_found', `There is no label ${JSON.stringify(id)}.`)
      }
      return context.body(null, 204)
    },
  )
}

function addQueue(router: OpenAPIHono<AppEnv>, { evaluators: { deps }, requireCaller }: EvaluatorsRoutesDeps): void {
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/labels/subjects',
      summary: 'Copy outputs into the labelling queue of an evaluator; up to 1,000 at once',
      tags,
      middleware: requireCaller('write'),
      request: { body: jsonBody(newLabelSubjectsSchema) },
      responses: createdResponses(addedLabelSubjectsSchema, 'Their ids'),
    }),
    async (context) => context.json(await addLabelSubjects(deps, context.var.caller, context.req.valid('json')), 201),
  )
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/labels/queue',
      summary: 'What to label next, most useful first',
      tags,
      middleware: requireCaller('read'),
      request: { query: labelQueueQuerySchema },
      responses: jsonResponses(labelQueueSchema, 'Outputs that nobody labelled'),
    }),
    async (context) => {
      refuseUnknownParameters(context.req.url, labelQueueQuerySchema)
      return context.json(await listLabelQueue(deps, context.var.caller, context.req.valid('query')), 200)
    },
  )
}

function addMeasuring(
  router: OpenAPIHono<AppEnv>,
  { evaluators: { deps }, requireCaller }: EvaluatorsRoutesDeps,
): void {
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/evaluators/{name}/accuracy',
      summary: 'How an evaluator agrees with people, and the pass rate corrected by their labels',
      tags,
      middleware: requireCaller('read'),
      request: { params: evaluatorParams, query: accuracyQuerySchema },
      responses: jsonResponses(evaluatorAccuracySchema, 'Agreement, fitness for gating, corrected pass rate'),
    }),
    async (context) => {
      refuseUnknownParameters(context.req.url, accuracyQuerySchema)
      const question = {
        project: context.var.caller.project,
        evaluator: context.req.valid('param').name,
        number: context.req.valid('query').number,
      }
      return context.json(await measureAccuracy(deps, question), 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/evaluators/{name}/judge',
      summary: 'Have the newest version judge outputs of its labelling queue that it has not judged',
      tags,
      middleware: requireCaller('write'),
      request: { params: evaluatorParams, body: jsonBody(judgeSubjectsSchema) },
      responses: jsonResponses(judgedSubjectsSchema, 'How many were judged and how many are left'),
    }),
    async (context) => {
      const order = {
        project: context.var.caller.project,
        evaluator: context.req.valid('param').name,
        ...context.req.valid('json'),
        signal: context.req.raw.signal,
      }
      return context.json(await judgeLabelSubjects(deps, order), 200)
    },
  )
}
