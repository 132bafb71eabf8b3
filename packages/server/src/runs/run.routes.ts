import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import {
  cancelRunSchema,
  newRunSchema,
  type RunProgress,
  resumeRunSchema,
  runListQuerySchema,
  runListSchema,
  runViewSchema,
} from '@pawl/core'
import {
  type AppEnv,
  createdResponses,
  createRouter,
  jsonBody,
  jsonResponses,
  problemResponses,
  refuseUnknownParameters,
  serverEvent,
  streamEvents,
} from '../platform/http/index.ts'
import { cancelRun } from './cancel-run.ts'
import { createRun } from './create-run.ts'
import { eraseRun } from './erase-run.ts'
import { followProgress } from './follow-progress.ts'
import { getRunRecord } from './get-run-record.ts'
import { listRuns } from './list-runs.ts'
import { resumeRun } from './resume-run.ts'
import { viewOfRun } from './run-view.ts'
import type { RunRoutesDeps } from './runs-routes-deps.ts'

const tags = ['runs']
const params = z.object({ id: z.string().min(1) })
const pingMs = 15_000

/** Starting, watching, stopping. */
export function createRunLifeRoutes(deps: RunRoutesDeps): OpenAPIHono<AppEnv> {
  const router = createRouter()
  addCollection(router, deps)
  addSingles(router, deps)
  addChanges(router, deps)
  return router
}

function addCollection(router: OpenAPIHono<AppEnv>, { runs: { context: runs }, requireCaller }: RunRoutesDeps): void {
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/runs',
      summary: 'Start a run: a target over rows with evaluators',
      tags,
      middleware: requireCaller('write'),
      request: { body: jsonBody(newRunSchema) },
      responses: createdResponses(runViewSchema, 'The run'),
    }),
    async (context) => {
      const { project, person } = context.get('caller')
      const run = await createRun(runs, { project, person, request: context.req.valid('json') })
      return context.json(await viewOfRun(runs, run), 201)
    },
  )
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/runs',
      summary: 'List runs, newest first',
      tags,
      middleware: requireCaller('read'),
      request: { query: runListQuerySchema },
      responses: jsonResponses(runListSchema, 'A page of runs'),
    }),
    async (context) => {
      refuseUnknownParameters(context.req.url, runListQuerySchema)
      return context.json(await listRuns(runs, context.get('caller').project, context.req.valid('query')), 200)
    },
  )
}

function addSingles(router: OpenAPIHono<AppEnv>, { runs: { context: runs }, requireCaller }: RunRoutesDeps): void {
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/runs/{id}',
      summary: 'One run, and how far it is',
      tags,
      middleware: requireCaller('read'),
      request: { params },
      responses: jsonResponses(runViewSchema, 'The run'),
    }),
    async (context) => {
      const run = await getRunRecord(runs, context.get('caller').project, context.req.valid('param').id)
      return context.json(await viewOfRun(runs, run), 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/runs/{id}/events',
      summary: 'The progress of a run as server-sent events, until it is over',
      tags,
      middleware: requireCaller('read'),
      request: { params },
      responses: { 200: { description: 'Events `progress`, `end` and `ping`' }, ...problemResponses },
    }),
    async (context) => {
      const { project } = context.get('caller')
      const { id: runId } = context.req.valid('param')
      await getRunRecord(runs, project, runId)
      const body = await streamEvents({
        ping: serverEvent('ping', '{}'),
        pingMs,
        open: ({ signal }) => Promise.resolve(progressEvents(followProgress(runs, { project, runId }, signal))),
      })
      return context.body(body, 200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-cache',
        'x-accel-buffering': 'no',
      })
    },
  )
}

async function* progressEvents(steps: AsyncIterable<RunProgress>): AsyncIterable<string> {
  let last: RunProgress | null = null
  for await (const progress of steps) {
    last = progress
    yield serverEvent('progress', JSON.stringify(progress))
  }
  if (last !== null) yield serverEvent('end', JSON.stringify(last))
}

function addChanges(router: OpenAPIHono<AppEnv>, { runs: { context: runs }, requireCaller }: RunRoutesDeps): void {
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/runs/{id}/cancel',
      summary: 'Hand out no more trials and end the calls under way',
      tags,
      middleware: requireCaller('write'),
      request: { params, body: jsonBody(cancelRunSchema) },
      responses: jsonResponses(runViewSchema, 'The run'),
    }),
    async (context) => {
      const { project, person } = context.get('caller')
      const { reason } = context.req.valid('json')
      const run = await cancelRun(runs, { project, person, runId: context.req.valid('param').id, reason })
      return context.json(await viewOfRun(runs, run), 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/runs/{id}/resume',
      summary: 'Go on with a run; what has ended is not made again',
      tags,
      middleware: requireCaller('write'),
      request: { params, body: jsonBody(resumeRunSchema) },
      responses: jsonResponses(runViewSchema, 'The run'),
    }),
    async (context) => {
      const { project } = context.get('caller')
      const { spendingCapUsd } = context.req.valid('json')
      const run = await resumeRun(runs, { project, runId: context.req.valid('param').id, spendingCapUsd })
      return context.json(await viewOfRun(runs, run), 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'delete',
      path: '/api/runs/{id}',
      summary: 'Delete a run and its trials; proofs keep their copies',
      tags,
      middleware: requireCaller('write'),
      request: { params },
      responses: { 204: { description: 'It is gone' }, ...problemResponses },
    }),
    async (context) => {
      await eraseRun(runs, { project: context.get('caller').project, runId: context.req.valid('param').id })
      return context.body(null, 204)
    },
  )
}
