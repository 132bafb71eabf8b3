import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { sessionDetailSchema, sessionListSchema, traceFilterSchema } from '@pawl/core'
import { type AppEnv, createRouter, jsonResponses, refuseUnknownParameters } from '../platform/http/index.ts'
import { deleteTraces } from './delete-traces.ts'
import { getSession } from './get-session.ts'
import { listSessions } from './list-sessions.ts'
import { deletedSchema, type TraceRoutesDeps } from './traces.routes.ts'

const tags = ['sessions']
const sessionListQuerySchema = traceFilterSchema.pick({ from: true, to: true, user: true, q: true, in: true }).extend({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(2000).optional(),
})

export function createSessionRoutes(deps: TraceRoutesDeps): OpenAPIHono<AppEnv> {
  const router = createRouter()
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/sessions',
      summary: 'List sessions, the one that spoke last first',
      tags,
      middleware: deps.requireCaller('read'),
      request: { query: sessionListQuerySchema },
      responses: jsonResponses(sessionListSchema, 'A page of sessions'),
    }),
    async (context) => {
      refuseUnknownParameters(context.req.url, sessionListQuerySchema)
      return context.json(await listSessions(deps, context.get('caller').project, context.req.valid('query')), 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/sessions/{sessionId}',
      summary: 'One session as a conversation',
      tags,
      middleware: deps.requireCaller('read'),
      request: { params: z.object({ sessionId: z.string().min(1) }) },
      responses: jsonResponses(sessionDetailSchema, 'The session'),
    }),
    async (context) =>
      context.json(await getSession(deps, context.get('caller').project, context.req.valid('param').sessionId), 200),
  )
  router.openapi(
    createRoute({
      method: 'delete',
      path: '/api/sessions/{sessionId}',
      summary: 'Delete all traces of a session',
      tags,
      middleware: deps.requireCaller('write'),
      request: { params: z.object({ sessionId: z.string().min(1) }) },
      responses: jsonResponses(deletedSchema, 'What was deleted'),
    }),
    async (context) => {
      const { project, person: who } = context.get('caller')
      return context.json(await deleteTraces(deps, { project, who, ...context.req.valid('param') }), 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'delete',
      path: '/api/users/{userId}/traces',
      summary: 'Delete all traces of a user',
      tags: ['users'],
      middleware: deps.requireCaller('write'),
      request: { params: z.object({ userId: z.string().min(1) }) },
      responses: jsonResponses(deletedSchema, 'What was deleted'),
    }),
    async (context) => {
      const { project, person: who } = context.get('caller')
      return context.json(await deleteTraces(deps, { project, who, ...context.req.valid('param') }), 200)
    },
  )
  return router
}
