import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import {
  type AddedRow,
  addedRowsSchema,
  addRowsSchema,
  changedRowsSchema,
  changeStatusesSchema,
  changeStatusSchema,
  draftedRowSchema,
  draftRowSchema,
  editRowSchema,
  findDuplicatesSchema,
  foundDuplicatesSchema,
  mergeRowSchema,
  rowViewSchema,
} from '@pawl/core'
import { type AppEnv, jsonBody, jsonResponses } from '../platform/http/index.ts'
import { addRows } from './add-rows.ts'
import { changeStatus, changeStatuses } from './change-status.ts'
import { draftRow } from './draft-row.ts'
import { editRow } from './edit-row.ts'
import { revisionOf } from './if-match.ts'
import { lookForDuplicates } from './look-for-duplicates.ts'
import { mergeRow } from './merge-row.ts'
import { prepareRow } from './new-row.ts'
import { datasetParams, type RouteDeps, rowParams } from './route-deps.ts'

const tags = ['rows']

export function addRowChangeRoutes(router: OpenAPIHono<AppEnv>, deps: RouteDeps): void {
  addMaking(router, deps)
  addChanging(router, deps)
}

function addMaking(router: OpenAPIHono<AppEnv>, { context: datasets, requireCaller }: RouteDeps): void {
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/datasets/draft-row',
      summary: 'A row prefilled from a trace or one of its spans; stores nothing',
      tags,
      middleware: requireCaller('read'),
      request: { body: jsonBody(draftRowSchema) },
      responses: jsonResponses(draftedRowSchema, 'The row'),
    }),
    async (context) => {
      const { project, person } = context.var.caller
      return context.json({ row: await draftRow(datasets, { project, person, ...context.req.valid('json') }) }, 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/datasets/{dataset}/rows',
      summary: 'Add up to 1,000 rows as one change, and learn which of them equal others or nearly do',
      tags,
      middleware: requireCaller('write'),
      request: {
        params: datasetParams,
        body: jsonBody(addRowsSchema),
      },
      responses: jsonResponses(addedRowsSchema, 'What became of each row'),
    }),
    async (context) => {
      const { project, person } = context.var.caller
      const { rows, ...choice } = context.req.valid('json')
      const maker = { person, at: datasets.now() }
      const prepared = rows.map((row, at) => prepareRow(row as unknown as AddedRow, maker, `body.rows.${at}`))
      const request = { project, person, ...context.req.valid('param'), ...choice, rows: prepared }
      return context.json(await addRows(datasets, request), 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/datasets/{dataset}/duplicates',
      summary: 'Rows that equal a row which is not stored yet, or nearly do',
      tags,
      middleware: requireCaller('read'),
      request: {
        params: datasetParams,
        body: jsonBody(findDuplicatesSchema),
      },
      responses: jsonResponses(foundDuplicatesSchema, 'The most similar first'),
    }),
    async (context) => {
      const { project, person } = context.var.caller
      const { row, exceptRowId } = context.req.valid('json')
      const { fields } = prepareRow(row as unknown as AddedRow, { person, at: datasets.now() }, 'body.row')
      const request = { project, ...context.req.valid('param'), fields, exceptRowId }
      return context.json({ duplicates: await lookForDuplicates(datasets, request) }, 200)
    },
  )
}

function addChanging(router: OpenAPIHono<AppEnv>, { context: datasets, requireCaller }: RouteDeps): void {
  router.openapi(
    createRoute({
      method: 'patch',
      path: '/api/rows/{id}',
      summary: 'Change fields of a row, made on the revision in If-Match; a weaker test needs a reason',
      tags,
      middleware: requireCaller('write'),
      request: {
        params: rowParams,
        body: jsonBody(editRowSchema),
      },
      responses: jsonResponses(rowViewSchema, 'The row'),
    }),
    async (context) => {
      const { project, person } = context.var.caller
      const revision = revisionOf(context.req.header('if-match'))
      const request = { project, person, rowId: context.req.valid('param').id, revision, ...context.req.valid('json') }
      const row = await editRow(datasets, request)
      context.header('etag', `"${row.revision}"`)
      return context.json(row, 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/rows/{id}/status',
      summary: 'Make a row active (it needs an evaluator), a draft, or archived',
      tags,
      middleware: requireCaller('write'),
      request: {
        params: rowParams,
        body: jsonBody(changeStatusSchema),
      },
      responses: jsonResponses(rowViewSchema, 'The row'),
    }),
    async (context) => {
      const { project, person } = context.var.caller
      const revision = revisionOf(context.req.header('if-match'))
      const request = { project, person, rowId: context.req.valid('param').id, revision, ...context.req.valid('json') }
      const row = await changeStatus(datasets, request)
      context.header('etag', `"${row.revision}"`)
      return context.json(row, 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/datasets/{dataset}/rows/status',
      summary: 'Change the status of up to 1,000 rows as one change: all or none',
      tags,
      middleware: requireCaller('write'),
      request: {
        params: datasetParams,
        body: jsonBody(changeStatusesSchema),
      },
      responses: jsonResponses(changedRowsSchema, 'The rows'),
    }),
    async (context) => {
      const { project, person } = context.var.caller
      const request = { project, person, ...context.req.valid('param'), ...context.req.valid('json') }
      return context.json(await changeStatuses(datasets, request), 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/rows/{id}/merge',
      summary: 'Merge a duplicate into a row, which demands all that either did; the duplicate is archived',
      tags,
      middleware: requireCaller('write'),
      request: {
        params: rowParams,
        body: jsonBody(mergeRowSchema),
      },
      responses: jsonResponses(rowViewSchema, 'The row'),
    }),
    async (context) => {
      const { project, person } = context.var.caller
      const seen = context.req.header('if-match')
      const revision = seen === undefined ? null : revisionOf(seen)
      const request = { project, person, rowId: context.req.valid('param').id, revision, ...context.req.valid('json') }
      const row = await mergeRow(datasets, request)
      context.header('etag', `"${row.revision}"`)
      return context.json(row, 200)
    },
  )
}
