import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import {
  exportQuerySchema,
  foundDuplicatesSchema,
  historyQuerySchema,
  rowFilterSchema,
  rowHistorySchema,
  rowListQuerySchema,
  rowListSchema,
  rowNamesRequestSchema,
  rowNamesSchema,
  rowRevisionSchema,
  rowViewSchema,
} from '@pawl/core'
import {
  type AppEnv,
  jsonBody,
  jsonResponses,
  problemResponses,
  refuseUnknownParameters,
  streamBody,
} from '../platform/http/index.ts'
import { findRow } from './change-row.ts'
import { exportRows } from './export-rows.ts'
import { getRowRevision, listRowHistory } from './list-history.ts'
import { listRows } from './list-rows.ts'
import { lookForDuplicates } from './look-for-duplicates.ts'
import { nameSomeRows } from './name-some-rows.ts'
import { datasetParams, type RouteDeps, rowParams } from './route-deps.ts'
import { toRowView } from './store/row-reads.ts'

const tags = ['rows']
const exportFilterSchema = rowFilterSchema.extend(exportQuerySchema.shape)

export function addRowRoutes(router: OpenAPIHono<AppEnv>, deps: RouteDeps): void {
  addLists(router, deps)
  addNames(router, deps)
  addSingles(router, deps)
}

function addLists(router: OpenAPIHono<AppEnv>, { context: datasets, requireCaller }: RouteDeps): void {
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/datasets/{dataset}/rows',
      summary: 'List rows without their content, as they are or as they were at an earlier revision',
      tags,
      middleware: requireCaller('read'),
      request: { params: datasetParams, query: rowListQuerySchema },
      responses: jsonResponses(rowListSchema, 'A page of rows'),
    }),
    async (context) => {
      refuseUnknownParameters(context.req.url, rowListQuerySchema)
      const request = { project: context.var.caller.project, ...context.req.valid('param') }
      return context.json(await listRows(datasets, request, context.req.valid('query')), 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/datasets/{dataset}/export',
      summary: 'Rows of a filter as JSON lines, which import again without loss, or as CSV',
      tags,
      middleware: requireCaller('read'),
      request: { params: datasetParams, query: exportFilterSchema },
      responses: { 200: { description: 'application/x-ndjson or text/csv' }, ...problemResponses },
    }),
    async (context) => {
      refuseUnknownParameters(context.req.url, exportFilterSchema)
      const { dataset } = context.req.valid('param')
      const { format, ...filter } = context.req.valid('query')
      const pieces = exportRows(datasets, { project: context.var.caller.project, dataset, format, filter })
      return context.body(await streamBody(pieces), 200, {
        'content-type': format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson',
        'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(`${dataset}.${format}`)}`,
      })
    },
  )
}

function addNames(router: OpenAPIHono<AppEnv>, { context: datasets, requireCaller }: RouteDeps): void {
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/rows/names',
      summary: 'The first words of some rows, for those who read their ids elsewhere',
      tags,
      middleware: requireCaller('read'),
      request: { body: jsonBody(rowNamesRequestSchema) },
      responses: jsonResponses(rowNamesSchema, 'Names by id'),
    }),
    async (context) => {
      const { ids } = context.req.valid('json')
      return context.json({ names: { ...(await nameSomeRows(datasets, context.var.caller.project, ids)) } }, 200)
    },
  )
}

function addSingles(router: OpenAPIHono<AppEnv>, { context: datasets, requireCaller }: RouteDeps): void {
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/rows/{id}',
      summary: 'One row with all of its content; its revision is in the ETag',
      tags,
      middleware: requireCaller('read'),
      request: { params: rowParams },
      responses: jsonResponses(rowViewSchema, 'The row'),
    }),
    async (context) => {
      const row = await findRow(datasets, context.var.caller.project, context.req.valid('param').id)
      context.header('etag', `"${row.revision}"`)
      return context.json(toRowView(row), 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/rows/{id}/history',
      summary: 'The states of a row, newest first, without their content',
      tags,
      middleware: requireCaller('read'),
      request: { params: rowParams, query: historyQuerySchema },
      responses: jsonResponses(rowHistorySchema, 'Revisions'),
    }),
    async (context) => {
      refuseUnknownParameters(context.req.url, historyQuerySchema)
      const request = { project: context.var.caller.project, rowId: context.req.valid('param').id }
      return context.json(await listRowHistory(datasets, request, context.req.valid('query')), 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/rows/{id}/revisions/{revision}',
      summary: 'A row as it was',
      tags,
      middleware: requireCaller('read'),
      request: { params: rowParams.extend({ revision: z.coerce.number().int().positive() }) },
      responses: jsonResponses(rowRevisionSchema, 'The revision'),
    }),
    async (context) => {
      const { id: rowId, revision } = context.req.valid('param')
      const request = { project: context.var.caller.project, rowId, revision }
      return context.json(await getRowRevision(datasets, request), 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/rows/{id}/duplicates',
      summary: 'Rows of its dataset that equal a row or nearly do',
      tags,
      middleware: requireCaller('read'),
      request: { params: rowParams },
      responses: jsonResponses(foundDuplicatesSchema, 'The most similar first'),
    }),
    async (context) => {
      const { project } = context.var.caller
      const { id, datasetId, fields } = await findRow(datasets, project, context.req.valid('param').id)
      const request = { project, dataset: datasetId, fields, exceptRowId: id }
      return context.json({ duplicates: await lookForDuplicates(datasets, request) }, 200)
    },
  )
}
