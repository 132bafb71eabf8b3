import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { proofAttemptSchema, proveRowSchema } from '@pawl/core'
import { type AppEnv, createdResponses, createRouter, jsonBody, jsonResponses } from '../platform/http/index.ts'
import { getProof, proveRow } from './prove-row.ts'
import type { RunRoutesDeps } from './runs-routes-deps.ts'

const tags = ['runs']
const params = z.object({ id: z.string().min(1) })

export function createProofRoutes({ runs: { context: runs }, requireCaller }: RunRoutesDeps): OpenAPIHono<AppEnv> {
  const router = createRouter()
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/rows/{id}/prove',
      summary: 'Show that a row fails on the version before the fix and passes on the one after it',
      tags,
      middleware: requireCaller('write'),
      request: { params, body: jsonBody(proveRowSchema) },
      responses: createdResponses(proofAttemptSchema, 'The proof, under way'),
    }),
    async (context) => {
      const { project, person } = context.get('caller')
      const { id: rowId } = context.req.valid('param')
      return context.json(await proveRow(runs, { project, person, rowId, request: context.req.valid('json') }), 201)
    },
  )
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/proofs/{id}',
      summary: 'A proof, as far as its trials say',
      tags,
      middleware: requireCaller('read'),
      request: { params },
      responses: jsonResponses(proofAttemptSchema, 'The proof'),
    }),
    async (context) =>
      context.json(await getProof(runs, context.get('caller').project, context.req.valid('param').id), 200),
  )
  return router
}
