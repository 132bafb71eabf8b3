import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import {
  archiveDatasetSchema,
  datasetEditSchema,
  datasetHistorySchema,
  datasetListQuerySchema,
  datasetListSchema,
  datasetViewSchema,
  historyQuerySchema,
  newDatasetSchema,
} from '@pawl/core'
import {
  type AppEnv,
  createdResponses,
  createRouter,
  jsonBody,
  jsonResponses,
  type RequireCaller,
  refuseUnknownParameters,
} from '../platform/http/index.ts'
import { createDataset } from './create-dataset.ts'
import type { Datasets } from './datasets-door.ts'
import { archiveDataset, editDataset, restoreDataset } from './edit-dataset.ts'
import { addJobRoutes } from './jobs.routes.ts'
import { getDataset, listDatasets } from './list-datasets.ts'
import { listDatasetHistory } from './list-history.ts'
import { datasetParams, type RouteDeps } from './route-deps.ts'
import { addRowChangeRoutes } from './row-changes.routes.ts'
import { addRowRoutes } from './rows.routes.ts'

export interface DatasetsRoutesDeps {
  readonly datasets: Datasets
  readonly requireCaller: RequireCaller
}

const tags = ['datasets']

/** Every route of the stage. */
export function createDatasetsRoutes({ datasets, requireCaller }: DatasetsRoutesDeps): OpenAPIHono<AppEnv> {
  const router = createRouter()
  const deps = { context: datasets.context, requireCaller }
  addLists(router, deps)
  addChanges(router, deps)
  addRowRoutes(router, deps)
  addRowChangeRoutes(router, deps)
  addJobRoutes(router, deps)
  return router
}

function addLists(router: OpenAPIHono<AppEnv>, { context: datasets, requireCaller }: RouteDeps): void {
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/datasets',
      summary: 'List datasets by name',
      tags,
      middleware: requireCaller('read'),
      request: { query: datasetListQuerySchema },
      responses: jsonResponses(datasetListSchema, 'Datasets'),
    }),
    async (context) => {
      refuseUnknownParameters(context.req.url, datasetListQuerySchema)
      const { archived } = context.req.valid('query')
      return context.json({ datasets: await listDatasets(datasets, context.var.caller.project, archived) }, 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/datasets/{dataset}',
      summary: 'One dataset',
      tags,
      middleware: requireCaller('read'),
      request: { params: datasetParams },
      responses: jsonResponses(datasetViewSchema, 'The dataset'),
    }),
    async (context) => {
      const { dataset } = context.req.valid('param')
      return context.json(await getDataset(datasets, context.var.caller.project, dataset), 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/datasets/{dataset}/history',
      summary: 'The changes of a dataset and its rows, newest first',
      tags,
      middleware: requireCaller('read'),
      request: { params: datasetParams, query: historyQuerySchema },
      responses: jsonResponses(datasetHistorySchema, 'Revisions'),
    }),
    async (context) => {
      refuseUnknownParameters(context.req.url, historyQuerySchema)
      const request = { project: context.var.caller.project, ...context.req.valid('param') }
      return context.json(await listDatasetHistory(datasets, request, context.req.valid('query')), 200)
    },
  )
}

function addChanges(router: OpenAPIHono<AppEnv>, { context: datasets, requireCaller }: RouteDeps): void {
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/datasets',
      summary: 'Make a dataset; where its name says nothing of what it protects, the answer suggests a better one',
      tags,
      middleware: requireCaller('write'),
      request: { body: jsonBody(newDatasetSchema) },
      responses: createdResponses(datasetViewSchema, 'The dataset'),
    }),
    async (context) => {
      const { project, person } = context.var.caller
      return context.json(await createDataset(datasets, { project, person, dataset: context.req.valid('json') }), 201)
    },
  )
  router.openapi(
    createRoute({
      method: 'patch',
      path: '/api/datasets/{dataset}',
      summary: 'Change the name, the purpose, or what is said of a dataset',
      tags,
      middleware: requireCaller('write'),
      request: {
        params: datasetParams,
        body: jsonBody(datasetEditSchema),
      },
      responses: jsonResponses(datasetViewSchema, 'The dataset'),
    }),
    async (context) => {
      const { project, person } = context.var.caller
      const request = { project, person, ...context.req.valid('param'), edit: context.req.valid('json') }
      return context.json(await editDataset(datasets, request), 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/datasets/{dataset}/archive',
      summary: 'Archive a dataset: it stays readable and takes no changes',
      tags,
      middleware: requireCaller('write'),
      request: {
        params: datasetParams,
        body: jsonBody(archiveDatasetSchema),
      },
      responses: jsonResponses(datasetViewSchema, 'The dataset'),
    }),
    async (context) => {
      const { project, person } = context.var.caller
      const request = { project, person, ...context.req.valid('param'), ...context.req.valid('json') }
      return context.json(await archiveDataset(datasets, request), 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/datasets/{dataset}/restore',
      summary: 'Take an archived dataset into use again',
      tags,
      middleware: requireCaller('write'),
      request: { params: datasetParams },
      responses: jsonResponses(datasetViewSchema, 'The dataset'),
    }),
    async (context) => {
      const { project, person } = context.var.caller
      return context.json(await restoreDataset(datasets, { project, person, ...context.req.valid('param') }), 200)
    },
  )
}
