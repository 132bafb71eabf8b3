import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { AppError, newScoreSchema, scoreSchema } from '@pawl/core'
import {
  type AppEnv,
  createdResponses,
  createRouter,
  jsonBody,
  jsonResponses,
  problemResponses,
  type RequireCaller,
  refuseUnknownParameters,
} from '../platform/http/index.ts'
import { addScores } from './add-scores.ts'
import type { ReadDeps } from './read-deps.ts'
import { eraseScore, listScores, readScoresByIds } from './store/scores.ts'

const tags = ['scores']
const MAX_SCORES = 1000
const scoresSchema = z.object({ scores: z.array(scoreSchema) })
const newScoresSchema = z.union([newScoreSchema, z.array(newScoreSchema).min(1).max(MAX_SCORES)])
const scoreListQuerySchema = z.object({
  traceId: z.string().optional(),
  sessionId: z.string().optional(),
  name: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
})

export function createScoreRoutes(deps: ReadDeps & { readonly requireCaller: RequireCaller }): OpenAPIHono<AppEnv> {
  const router = createRouter()
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/scores',
      summary: 'Add a score or feedback to a span, a trace or a session; up to 1,000 at once',
      tags,
      middleware: deps.requireCaller('ingest'),
      request: { body: jsonBody(newScoresSchema) },
      responses: createdResponses(scoresSchema, 'The scores as stored'),
    }),
    async (context) => {
      const body = context.req.valid('json')
      const scores = await addScores(deps, context.get('caller'), Array.isArray(body) ? body : [body])
      return context.json({ scores: [...scores] }, 201)
    },
  )
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/scores',
      summary: 'List scores, oldest of the newest first',
      tags,
      middleware: deps.requireCaller('read'),
      request: { query: scoreListQuerySchema },
      responses: jsonResponses(scoresSchema, 'Scores'),
    }),
    async (context) => {
      refuseUnknownParameters(context.req.url, scoreListQuerySchema)
      const scores = await listScores(deps.telemetry, context.get('caller').project, context.req.valid('query'))
      return context.json({ scores: [...scores] }, 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'delete',
      path: '/api/scores/{id}',
      summary: 'Delete a score',
      tags,
      middleware: deps.requireCaller('write'),
      request: { params: z.object({ id: z.string().min(1) }) },
      responses: { 204: { description: 'It is gone' }, ...problemResponses },
    }),
    async (context) => {
      const { project } = context.get('caller')
      const { id } = context.req.valid('param')
      if ((await readScoresByIds(deps.telemetry, project, [id])).length === 0) {
        throw new AppError('not_found', `There is no score ${JSON.stringify(id)}.`)
      }
      await eraseScore(deps.telemetry, project, { id, nowMs: deps.now().getTime() })
      return context.body(null, 204)
    },
  )
  return router
}
