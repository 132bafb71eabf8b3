import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import {
  facetQuerySchema,
  facetsSchema,
  spanDetailSchema,
  traceDetailSchema,
  traceFacets,
  traceFilterSchema,
  traceListQuerySchema,
  traceListSchema,
} from '@pawl/core'
import { stream, streamSSE } from 'hono/streaming'
import { type AppEnv, createRouter, problemResponses, type RequireCaller } from '../platform/http/index.ts'
import { refuseUnknownParameters } from './api-query.ts'
import { type DeleteDeps, deleteTraces } from './delete-traces.ts'
import { exportTraces } from './export-traces.ts'
import { getBlob } from './get-blob.ts'
import { getSpan } from './get-span.ts'
import { getTrace } from './get-trace.ts'
import { listTraces } from './list-traces.ts'
import { countFacets } from './store/facets.ts'
import { tailTraces } from './tail-traces.ts'

export interface TraceRoutesDeps extends DeleteDeps {
  readonly requireCaller: RequireCaller
}

const tags = ['traces']
const traceIdSchema = z.string().regex(/^[0-9a-f]{32}$/, 'a trace id is 32 lower-case hex digits')
const spanIdSchema = z.string().regex(/^[0-9a-f]{16}$/, 'a span id is 16 lower-case hex digits')
export const deletedSchema = z.object({ deletedTraces: z.number(), deletedSpans: z.number() })
const json = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  200: { description, content: { 'application/json': { schema } } },
  ...problemResponses,
})
const PING_MS = 15_000

export function createTraceRoutes(deps: TraceRoutesDeps): OpenAPIHono<AppEnv> {
  const router = createRouter()
  addLists(router, deps)
  addStreams(router, deps)
  addSingles(router, deps)
  return router
}

function addLists(router: OpenAPIHono<AppEnv>, deps: TraceRoutesDeps): void {
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/traces',
      summary: 'List traces, filtered and sorted',
      tags,
      middleware: deps.requireCaller('read'),
      request: { query: traceListQuerySchema },
      responses: json(traceListSchema, 'A page of traces'),
    }),
    async (context) => {
      refuseUnknownParameters(context.req.url, traceListQuerySchema)
      return context.json(await listTraces(deps, context.get('caller').project, context.req.valid('query')), 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/traces/facets',
      summary: 'Count the values that traces of a filter have; a facet leaves its own filter out',
      tags,
      middleware: deps.requireCaller('read'),
      request: { query: facetQuerySchema },
      responses: json(facetsSchema, 'Values by facet, most frequent first'),
    }),
    async (context) => {
      refuseUnknownParameters(context.req.url, facetQuerySchema)
      const { facet, ...filter } = context.req.valid('query')
      const { project } = context.get('caller')
      const facets = await countFacets(deps.telemetry, { project, filter, facets: facet ?? traceFacets })
      return context.json({ facets: facets as Record<string, { value: string; count: number }[]> }, 200)
    },
  )
}

function addStreams(router: OpenAPIHono<AppEnv>, deps: TraceRoutesDeps): void {
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/traces/tail',
      summary: 'Traces as they arrive, as server-sent events',
      tags,
      middleware: deps.requireCaller('read'),
      request: { query: traceFilterSchema },
      responses: { 200: { description: 'Events `trace` and `ping`' }, ...problemResponses },
    }),
    (context) => {
      refuseUnknownParameters(context.req.url, traceFilterSchema)
      const filter = context.req.valid('query')
      const { project } = context.get('caller')
      return streamSSE(context, async (events) => {
        const leaving = new AbortController()
        events.onAbort(() => leaving.abort())
        let lastMs = Date.now()
        await events.writeSSE({ event: 'ping', data: '' })
        for await (const trace of tailTraces(deps, project, { filter, signal: leaving.signal })) {
          if (trace === null && Date.now() - lastMs < PING_MS) continue
          lastMs = Date.now()
          await events.writeSSE(
            trace === null ? { event: 'ping', data: '' } : { event: 'trace', data: JSON.stringify(trace) },
          )
        }
      })
    },
  )
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/traces/export',
      summary: 'Traces of a filter as lines of OTLP/JSON, which import again without loss',
      tags,
      middleware: deps.requireCaller('read'),
      request: { query: traceFilterSchema },
      responses: { 200: { description: 'application/x-ndjson' }, ...problemResponses },
    }),
    (context) => {
      refuseUnknownParameters(context.req.url, traceFilterSchema)
      const filter = context.req.valid('query')
      const { project } = context.get('caller')
      context.header('content-type', 'application/x-ndjson')
      context.header('content-disposition', 'attachment; filename="traces.jsonl"')
      return stream(context, async (body) => {
        for await (const line of exportTraces(deps, project, filter)) {
          if (body.aborted) return
          await body.write(line)
        }
      })
    },
  )
}

function addSingles(router: OpenAPIHono<AppEnv>, deps: TraceRoutesDeps): void {
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/traces/{traceId}',
      summary: 'One trace with a line for each span, in tree order',
      tags,
      middleware: deps.requireCaller('read'),
      request: { params: z.object({ traceId: traceIdSchema }) },
      responses: json(traceDetailSchema, 'The trace'),
    }),
    async (context) =>
      context.json(await getTrace(deps, context.get('caller').project, context.req.valid('param').traceId), 200),
  )
  router.openapi(
    createRoute({
      method: 'delete',
      path: '/api/traces/{traceId}',
      summary: 'Delete a trace with everything that hangs on it',
      tags,
      middleware: deps.requireCaller('write'),
      request: { params: z.object({ traceId: traceIdSchema }) },
      responses: json(deletedSchema, 'What was deleted'),
    }),
    async (context) => {
      const { project } = context.get('caller')
      return context.json(await deleteTraces(deps, { project, ...context.req.valid('param') }), 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/traces/{traceId}/spans/{spanId}',
      summary: 'One span with all of its content',
      tags,
      middleware: deps.requireCaller('read'),
      request: { params: z.object({ traceId: traceIdSchema, spanId: spanIdSchema }) },
      responses: json(spanDetailSchema, 'The span'),
    }),
    async (context) => {
      const span = await getSpan(deps, context.get('caller').project, context.req.valid('param'))
      return context.body(JSON.stringify(span), 200, { 'content-type': 'application/json' }) as never
    },
  )
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/blobs/{sha256}',
      summary: 'Media that was moved out of attributes',
      tags,
      middleware: deps.requireCaller('read'),
      request: { params: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }) },
      responses: { 200: { description: 'The bytes' }, ...problemResponses },
    }),
    async (context) => {
      const blob = await getBlob(deps, context.get('caller').project, context.req.valid('param').sha256)
      const isMedia = /^(image\/(png|jpeg|gif|webp|avif)|audio\/[\w.+-]+|video\/[\w.+-]+)$/.test(blob.mimeType)
      return context.body(blob.bytes, 200, {
        'content-type': isMedia ? blob.mimeType : 'application/octet-stream',
        // Anything a browser could run is a download; an SVG can hold script.
        'content-disposition': isMedia ? 'inline' : 'attachment',
        'content-security-policy': "default-src 'none'; sandbox",
        'cache-control': 'private, max-age=31536000, immutable',
      })
    },
  )
}
