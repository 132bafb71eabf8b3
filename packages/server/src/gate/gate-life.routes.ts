import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import {
  cancelGateSchema,
  changeOfGate,
  type GateView,
  gateListQuerySchema,
  gateListSchema,
  gateRecordSchema,
  gateVerificationSchema,
  gateViewSchema,
  newGateSchema,
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
import { cancelGate } from './cancel-gate.ts'
import { followGate } from './follow-gate.ts'
import type { GateContext } from './gate-context.ts'
import type { GateRoutesDeps } from './gate-routes-deps.ts'
import { getGate } from './get-gate.ts'
import { getGateRecord, verifyGate } from './get-gate-record.ts'
import { listGates } from './list-gates.ts'
import { startGate } from './start-gate.ts'
import { viewGate } from './view-gate.ts'

const tags = ['gates']
const params = z.object({ id: z.string().min(1).max(100) })
const pingMs = 15_000

/** Starting, watching, stopping, and working a verdict out again. */
export function createGateLifeRoutes(deps: GateRoutesDeps): OpenAPIHono<AppEnv> {
  const router = createRouter()
  addCollection(router, deps)
  addSingle(router, deps)
  addEvidence(router, deps)
  return router
}

function addCollection(router: OpenAPIHono<AppEnv>, { gate: { context: gate }, requireCaller }: GateRoutesDeps): void {
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/gates',
      summary: 'Decide whether a release may go into an environment',
      tags,
      middleware: requireCaller('write'),
      request: { body: jsonBody(newGateSchema) },
      responses: createdResponses(gateViewSchema, 'The gate'),
    }),
    async (context) => {
      const { project, person } = context.get('caller')
      const started = await startGate(gate, { project, person }, context.req.valid('json'))
      return context.json(await viewGate(gate, started), 201)
    },
  )
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/gates',
      summary: 'List gates, newest first',
      tags,
      middleware: requireCaller('read'),
      request: { query: gateListQuerySchema },
      responses: jsonResponses(gateListSchema, 'A page of gates'),
    }),
    async (context) => {
      refuseUnknownParameters(context.req.url, gateListQuerySchema)
      return context.json(await listGates(gate, context.get('caller').project, context.req.valid('query')), 200)
    },
  )
}

function addSingle(router: OpenAPIHono<AppEnv>, { gate: { context: gate }, requireCaller }: GateRoutesDeps): void {
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/gates/{id}',
      summary: 'One gate: its verdict, or what its trials say until now',
      tags,
      middleware: requireCaller('read'),
      request: { params },
      responses: jsonResponses(gateViewSchema, 'The gate'),
    }),
    async (context) => {
      const { project } = context.get('caller')
      return context.json(await viewGate(gate, await getGate(gate, project, context.req.valid('param').id)), 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/gates/{id}/events',
      summary: 'A gate as server-sent events, until it is over',
      tags,
      middleware: requireCaller('read'),
      request: { params },
      responses: {
        200: {
          description: 'Events `gate` (the whole, first of all), `change` (what changed since), `end` and `ping`',
        },
        ...problemResponses,
      },
    }),
    async (context) => {
      const { project } = context.get('caller')
      const { id } = context.req.valid('param')
      await getGate(gate, project, id)
      const body = await streamEvents({
        ping: serverEvent('ping', '{}'),
        pingMs,
        open: ({ signal }) => Promise.resolve(gateEvents(gate, { project, id }, signal)),
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
      method: 'post',
      path: '/api/gates/{id}/cancel',
      summary: 'Make no more trials; what was seen stays',
      tags,
      middleware: requireCaller('write'),
      request: { params, body: jsonBody(cancelGateSchema) },
      responses: jsonResponses(gateViewSchema, 'The gate'),
    }),
    async (context) => {
      const { project, person } = context.get('caller')
      const { id } = context.req.valid('param')
      const { reason } = context.req.valid('json')
      return context.json(await viewGate(gate, await cancelGate(gate, { project, person, id, reason })), 200)
    },
  )
}

async function* gateEvents(
  gate: GateContext,
  name: { readonly project: string; readonly id: string },
  signal: AbortSignal,
): AsyncIterable<string> {
  let before: GateView | null = null
  for await (const view of followGate(gate, name, signal)) {
    const change = before === null ? null : changeOfGate(before, view)
    yield change === null ? serverEvent('gate', JSON.stringify(view)) : serverEvent('change', JSON.stringify(change))
    before = view
  }
  if (before !== null && !signal.aborted) yield serverEvent('end', '{}')
}

function addEvidence(router: OpenAPIHono<AppEnv>, { gate: { context: gate }, requireCaller }: GateRoutesDeps): void {
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/gates/{id}/evidence',
      summary: 'Everything that the verdict follows from',
      tags,
      middleware: requireCaller('read'),
      request: { params },
      responses: jsonResponses(gateRecordSchema, 'The evidence, and the verdict'),
    }),
    async (context) =>
      context.json(await getGateRecord(gate, context.get('caller').project, context.req.valid('param').id), 200),
  )
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/gates/{id}/verify',
      summary: 'Work the verdict out again from its stored evidence',
      tags,
      middleware: requireCaller('read'),
      request: { params },
      responses: jsonResponses(gateVerificationSchema, 'Whether it is the same, and what differs'),
    }),
    async (context) => {
      const { isValid, problems } = await verifyGate(gate, context.get('caller').project, context.req.valid('param').id)
      return context.json({ isValid, problems: [...problems] }, 200)
    },
  )
}
