import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import {
  AppError,
  datasetJobSchema,
  fromTracesPreviewSchema,
  fromTracesSchema,
  importPreviewSchema,
  importQuerySchema,
  jobQuerySchema,
  labelsFromTracesSchema,
  mappingPreviewSchema,
  queuedForLabelsSchema,
  type RowMapping,
  rowMappingSchema,
} from '@pawl/core'
import {
  type AppEnv,
  jsonBody,
  jsonResponses,
  problemResponses,
  refuseUnknownParameters,
} from '../platform/http/index.ts'
import { previewImport, startImport } from './import-rows.ts'
import { labelTraces } from './label-traces.ts'
import { previewFromTraces, startFromTraces } from './make-from-traces.ts'
import { datasetParams, type RouteDeps } from './route-deps.ts'

const jobParams = datasetParams.extend({ id: z.string().min(1).max(200) })
const started = {
  202: { description: 'The job, which runs on', content: { 'application/json': { schema: datasetJobSchema } } },
  ...problemResponses,
}

export function addJobRoutes(router: OpenAPIHono<AppEnv>, deps: RouteDeps): void {
  addTraceRoutes(router, deps)
  addImportRoute(router, deps)
  addLabelRoute(router, deps)
  addStateRoutes(router, deps)
}

function addTraceRoutes(router: OpenAPIHono<AppEnv>, { context: datasets, requireCaller }: RouteDeps): void {
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/datasets/{dataset}/from-traces/preview',
      summary: 'What a mapping would make of the newest traces of a filter; stores nothing',
      tags: ['rows'],
      middleware: requireCaller('read'),
      request: {
        params: datasetParams,
        body: jsonBody(fromTracesPreviewSchema),
      },
      responses: jsonResponses(mappingPreviewSchema, 'Rows and what is wrong with them'),
    }),
    async (context) => {
      const { project, person } = context.var.caller
      const preview = await previewFromTraces(datasets, { project, person, ...context.req.valid('json') })
      return context.json(
        {
          rows: preview.rows.map((each) => ({ ...each, problems: [...each.problems] })),
          problems: [...preview.problems],
          paths: [...preview.paths],
        },
        200,
      )
    },
  )
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/datasets/{dataset}/from-traces',
      summary: 'Make a row of each trace of a filter, newest first, in the background',
      tags: ['rows'],
      middleware: requireCaller('write'),
      request: {
        params: datasetParams,
        query: jobQuerySchema,
        body: jsonBody(fromTracesSchema),
      },
      responses: started,
    }),
    async (context) => {
      refuseUnknownParameters(context.req.url, jobQuerySchema)
      const { project, person } = context.var.caller
      const request = { project, person, ...context.req.valid('param'), ...context.req.valid('json') }
      const id = await startFromTraces(datasets, request)
      return context.json(await datasets.jobs.get(project, id, context.req.valid('query').waitS * 1000), 202)
    },
  )
}

function addLabelRoute(router: OpenAPIHono<AppEnv>, { context: datasets, requireCaller }: RouteDeps): void {
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/labels/from-traces',
      summary: 'Put the outputs of the newest traces of a filter into the labelling queue of an evaluator',
      tags: ['labels'],
      middleware: requireCaller('write'),
      request: { body: jsonBody(labelsFromTracesSchema) },
      responses: jsonResponses(queuedForLabelsSchema, 'How many were put there, and how many were there already'),
    }),
    async (context) => {
      const { project, person } = context.var.caller
      return context.json(await labelTraces(datasets, { project, person, ...context.req.valid('json') }), 200)
    },
  )
}

function addImportRoute(router: OpenAPIHono<AppEnv>, { context: datasets, requireCaller }: RouteDeps): void {
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/datasets/{dataset}/import',
      summary:
        'Import the file in the body (as application/octet-stream): CSV, JSON lines, promptfoo, Langfuse, OpenInference, Pawl',
      tags: ['rows'],
      middleware: requireCaller('write'),
      request: { params: datasetParams, query: importQuerySchema },
      responses: { ...jsonResponses(importPreviewSchema, 'With `preview`: the first rows'), ...started },
    }),
    async (context) => {
      refuseUnknownParameters(context.req.url, importQuerySchema)
      const { project, person } = context.var.caller
      const { format, file, mapping, onDuplicate, preview, waitS } = context.req.valid('query')
      const request = {
        ...{ project, person, format, file, onDuplicate, mapping: mappingOf(mapping) },
        ...context.req.valid('param'),
        body: context.req.raw.body,
      }
      if (preview !== undefined) {
        return context.json(await previewImport(datasets, { ...request, limit: preview }), 200)
      }
      const id = await startImport(datasets, request)
      return context.json(await datasets.jobs.get(project, id, waitS * 1000), 202)
    },
  )
}

/** @throws AppError `bad_request` */
function mappingOf(text: string | undefined): RowMapping | undefined {
  if (text === undefined) return undefined
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new AppError('bad_request', 'The mapping is not valid JSON.', { where: 'query.mapping' })
  }
  const parsed = rowMappingSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new AppError('bad_request', `The mapping cannot be used: ${issue?.message ?? ''}.`, {
    where: ['query.mapping', ...(issue?.path ?? [])].map(String).join('.'),
  })
}

function addStateRoutes(router: OpenAPIHono<AppEnv>, { context: datasets, requireCaller }: RouteDeps): void {
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/datasets/{dataset}/jobs/{id}',
      summary: 'How far an import, or making rows from traces, has come',
      tags: ['rows'],
      middleware: requireCaller('read'),
      request: { params: jobParams, query: jobQuerySchema },
      responses: jsonResponses(datasetJobSchema, 'The job'),
    }),
    async (context) => {
      refuseUnknownParameters(context.req.url, jobQuerySchema)
      const { project } = context.var.caller
      const { waitS } = context.req.valid('query')
      return context.json(await datasets.jobs.get(project, context.req.valid('param').id, waitS * 1000), 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/datasets/{dataset}/jobs/{id}/cancel',
      summary: 'Stop a job; what it made stays',
      tags: ['rows'],
      middleware: requireCaller('write'),
      request: { params: jobParams },
      responses: jsonResponses(datasetJobSchema, 'The job'),
    }),
    async (context) =>
      context.json(await datasets.jobs.cancel(context.var.caller.project, context.req.valid('param').id), 200),
  )
}
