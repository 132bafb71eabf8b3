import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import {
  facetQuerySchema,
  facetsSchema,
  spanDetailSchema,
  type TraceSummary,
  traceDetailSchema,
  traceFacets,
  traceFilterSchema,
  traceListQuerySchema,
  traceListSchema,
} from '@pawl/core'
import {
  type AppEnv,
  createRouter,
  jsonResponses,
  problemResponses,
  type RequireCaller,
  refuseUnknownParameters,
  serverEvent,
  streamBody,
  streamEvents,
} from '../platform/http/index.ts'
import { type DeleteDeps, deleteTraces } from './delete-traces.ts'
import { exportTraces } from './export-traces.ts'
import { getBlob } from './get-blob.ts'
import { getSpan } from './get-span.ts'
import { getTrace } from './get-trace.ts'
import { listTraces } from './list-traces.ts'
import { countFacets } from './store/facets.ts'
import { TraceTail } from './tail-traces.ts'

export interface TraceRoutesDeps extends DeleteDeps {
  readonly requireCaller: RequireCaller
}

const tags = ['traces']
const traceIdSchema = z.string().regex(/^[0-9a-f]{32}$/, 'a trace id is 32 lower-case hex digits')
const spanIdSchema = z.string().regex(/^[0-9a-f]{16}$/, 'a span id is 16 lower-case hex digits')
export const deletedSchema = z.object({ deletedTraces: z.number(), deletedSpans: z.number() })
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
      responses: jsonResponses(traceListSchema, 'A page of traces'),
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
      responses: jsonResponses(facetsSchema, 'Values by facet, most frequent first'),
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
  const tail = new TraceTail(deps)
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
    async (context) => {
      refuseUnknownParameters(context.req.url, traceFilterSchema)
      const filter = context.req.valid('query')
      const { project } = context.get('caller')
      const body = await streamEvents({
        ping: serverEvent('ping', '{}'),
        pingMs: PING_MS,
        open: async ({ signal, breakOff }) =>
          traceEvents(await tail.follow({ project, filter, signal, onFailure: breakOff })),
      })
      return context.body(body, 200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-cache',
        'x-accel-buffering': 'no',
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
    async (context) => {
      refuseUnknownParameters(context.req.url, traceFilterSchema)
      const lines = exportTraces(deps, context.get('caller').project, context.req.valid('query'))
      return context.body(await streamBody(lines), 200, {
        'content-type': 'application/x-ndjson',
        'content-disposition': 'attachment; filename="traces.jsonl"',
      })
    },
  )
}

async function* traceEvents(traces: AsyncIterable<TraceSummary>): AsyncIterable<string> {
  for await (const trace of traces) yield serverEvent('trace', JSON.stringify(trace))
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
      responses: jsonResponses(traceDetailSchema, 'The trace'),
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
      responses: jsonResponses(deletedSchema, 'What was deleted'),
    }),
    async (context) => {
      const { project, person: who } = context.get('caller')
      return context.json(await deleteTraces(deps, { project, who, ...context.req.valid('param') }), 200)
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
      responses: jsonResponses(spanDetailSchema, 'The span'),
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
