import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import {
  labelsFromRunSchema,
  queuedForLabelsSchema,
  runComparisonQuerySchema,
  runComparisonViewSchema,
  runExportQuerySchema,
  runRowDetailSchema,
  runRowListSchema,
  runRowsQuerySchema,
  runSummaryViewSchema,
  runsOfRowSchema,
  trialListQuerySchema,
  trialListSchema,
} from '@pawl/core'
import {
  type AppEnv,
  createRouter,
  jsonBody,
  jsonResponses,
  problemResponses,
  refuseUnknownParameters,
  streamBody,
} from '../platform/http/index.ts'
import { compareTwoRuns } from './compare-two-runs.ts'
import { exportRun } from './export-run.ts'
import { getRunSummary } from './get-run-summary.ts'
import { labelRun } from './label-run.ts'
import { listRunRows } from './list-run-rows.ts'
import { listRunsOfRow } from './list-runs-of-row.ts'
import { getRunRow, listTrials } from './list-trials.ts'
import type { RunRoutesDeps } from './runs-routes-deps.ts'

const tags = ['runs']
const params = z.object({ id: z.string().min(1) })

/** What a run came to. */
export function createResultRoutes(deps: RunRoutesDeps): OpenAPIHono<AppEnv> {
  const router = createRouter()
  addFigures(router, deps)
  addRows(router, deps)
  addComparison(router, deps)
  addLabelling(router, deps)
  addRunsOfRow(router, deps)
  return router
}

function addFigures(router: OpenAPIHono<AppEnv>, { runs: { context: runs }, requireCaller }: RunRoutesDeps): void {
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/runs/{id}/summary',
      summary: 'Pass rate with its interval, pass^k, flake rate, evaluators, latency, tokens, cost',
      tags,
      middleware: requireCaller('read'),
      request: { params },
      responses: jsonResponses(runSummaryViewSchema, 'The figures, as far as the run is'),
    }),
    async (context) =>
      context.json(await getRunSummary(runs, context.get('caller').project, context.req.valid('param').id), 200),
  )
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/runs/{id}/export',
      summary: 'All trials as CSV, or as lines of JSON',
      tags,
      middleware: requireCaller('read'),
      request: { params, query: runExportQuerySchema },
      responses: { 200: { description: 'text/csv or application/x-ndjson' }, ...problemResponses },
    }),
    async (context) => {
      refuseUnknownParameters(context.req.url, runExportQuerySchema)
      const { id: runId } = context.req.valid('param')
      const { format } = context.req.valid('query')
      const text = await exportRun(runs, { project: context.get('caller').project, runId, format })
      const isCsv = format === 'csv'
      return context.body(await streamBody(text), 200, {
        'content-type': isCsv ? 'text/csv; charset=utf-8' : 'application/x-ndjson',
        'content-disposition': `attachment; filename="run-${runId}.${isCsv ? 'csv' : 'jsonl'}"`,
      })
    },
  )
}

function addRows(router: OpenAPIHono<AppEnv>, { runs: { context: runs }, requireCaller }: RunRoutesDeps): void {
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/runs/{id}/rows',
      summary: 'The rows of a run with what their trials came to',
      tags,
      middleware: requireCaller('read'),
      request: { params, query: runRowsQuerySchema },
      responses: jsonResponses(runRowListSchema, 'A page of rows'),
    }),
    async (context) => {
      refuseUnknownParameters(context.req.url, runRowsQuerySchema)
      const name = { project: context.get('caller').project, runId: context.req.valid('param').id }
      return context.json(await listRunRows(runs, name, context.req.valid('query')), 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/runs/{id}/rows/{rowId}',
      summary: 'One row as it ran, with all its trials',
      tags,
      middleware: requireCaller('read'),
      request: { params: params.extend({ rowId: z.string().min(1) }) },
      responses: jsonResponses(runRowDetailSchema, 'The row and its trials'),
    }),
    async (context) => {
      const { id: runId, rowId } = context.req.valid('param')
      return context.json(await getRunRow(runs, { project: context.get('caller').project, runId }, rowId), 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/runs/{id}/trials',
      summary: 'Trials of a run, the last attempt of each',
      tags,
      middleware: requireCaller('read'),
      request: { params, query: trialListQuerySchema },
      responses: jsonResponses(trialListSchema, 'A page of trials'),
    }),
    async (context) => {
      refuseUnknownParameters(context.req.url, trialListQuerySchema)
      const name = { project: context.get('caller').project, runId: context.req.valid('param').id }
      return context.json(await listTrials(runs, name, context.req.valid('query')), 200)
    },
  )
}

function addLabelling(router: OpenAPIHono<AppEnv>, { runs: { context: runs }, requireCaller }: RunRoutesDeps): void {
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/runs/{id}/labels',
      summary: 'Put outputs of a run, drawn at random, into the labelling queue of an evaluator',
      tags,
      middleware: requireCaller('write'),
      request: { params, body: jsonBody(labelsFromRunSchema) },
      responses: jsonResponses(queuedForLabelsSchema, 'How many were put there, and how many were there already'),
    }),
    async (context) => {
      const { project, person } = context.get('caller')
      const request = { project, person, runId: context.req.valid('param').id, ...context.req.valid('json') }
      return context.json(await labelRun(runs, request), 200)
    },
  )
}

function addComparison(router: OpenAPIHono<AppEnv>, { runs: { context: runs }, requireCaller }: RunRoutesDeps): void {
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/runs/{id}/compare/{otherId}',
      summary: 'Two runs row by row: what the later one ({otherId}) fixed and broke',
      tags,
      middleware: requireCaller('read'),
      request: { params: params.extend({ otherId: z.string().min(1) }), query: runComparisonQuerySchema },
      responses: jsonResponses(runComparisonViewSchema, 'The comparison, with a page of its rows'),
    }),
    async (context) => {
      refuseUnknownParameters(context.req.url, runComparisonQuerySchema)
      const { id: before, otherId: after } = context.req.valid('param')
      const { project } = context.get('caller')
      return context.json(await compareTwoRuns(runs, { project, before, after }, context.req.valid('query')), 200)
    },
  )
}

function addRunsOfRow(router: OpenAPIHono<AppEnv>, { runs: { context: runs }, requireCaller }: RunRoutesDeps): void {
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/rows/{id}/runs',
      summary: 'The newest runs that tried a row, up to 50, and how each found it',
      tags,
      middleware: requireCaller('read'),
      request: { params },
      responses: jsonResponses(runsOfRowSchema, 'Runs, the one that tried it last first'),
    }),
    async (context) =>
      context.json(await listRunsOfRow(runs, context.get('caller').project, context.req.valid('param').id), 200),
  )
}
