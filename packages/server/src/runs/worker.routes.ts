import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import {
  leaseAnswerSchema,
  leaseRenewalSchema,
  leaseRenewedSchema,
  leaseRequestSchema,
  resultsAnswerSchema,
  trialResultsSchema,
} from '@pawl/core'
import { type AppEnv, createRouter, jsonBody, jsonResponses } from '../platform/http/index.ts'
import { leaseTrials } from './lease-trials.ts'
import { renewLease } from './renew-lease.ts'
import type { RunRoutesDeps } from './runs-routes-deps.ts'
import { submitResults } from './submit-results.ts'

const tags = ['runs']
const params = z.object({ id: z.string().min(1) })

/** For callers who run the target themselves: lease trials, make them, send what came out. */
export function createWorkerRoutes({ runs: { context: runs }, requireCaller }: RunRoutesDeps): OpenAPIHono<AppEnv> {
  const router = createRouter()
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/runs/{id}/lease',
      summary: 'Take trials to make',
      tags,
      middleware: requireCaller('write'),
      request: { params, body: jsonBody(leaseRequestSchema) },
      responses: jsonResponses(leaseAnswerSchema, 'Trials, or why there are none now'),
    }),
    async (context) => {
      const { project } = context.get('caller')
      const runId = context.req.valid('param').id
      return context.json(await leaseTrials(runs, { project, runId, ...context.req.valid('json') }), 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/runs/{id}/renew',
      summary: 'Keep a lease for another minute',
      tags,
      middleware: requireCaller('write'),
      request: { params, body: jsonBody(leaseRenewalSchema) },
      responses: jsonResponses(leaseRenewedSchema, 'Until when it lasts, and how the run is'),
    }),
    async (context) => {
      const { project } = context.get('caller')
      const runId = context.req.valid('param').id
      return context.json(await renewLease(runs, { project, runId, ...context.req.valid('json') }), 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/runs/{id}/results',
      summary: 'Send what came out: it is judged and stored before the answer',
      tags,
      middleware: requireCaller('write'),
      request: { params, body: jsonBody(trialResultsSchema) },
      responses: jsonResponses(resultsAnswerSchema, 'The trials as they were judged'),
    }),
    async (context) => {
      const { project } = context.get('caller')
      const runId = context.req.valid('param').id
      return context.json(await submitResults(runs, { project, runId, ...context.req.valid('json') }), 200)
    },
  )
  return router
}
