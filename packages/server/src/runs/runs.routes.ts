import type { OpenAPIHono } from '@hono/zod-openapi'
import { type AppEnv, createRouter } from '../platform/http/index.ts'
import { createProofRoutes } from './proof.routes.ts'
import { createResultRoutes } from './result.routes.ts'
import { createRunLifeRoutes } from './run.routes.ts'
import type { RunRoutesDeps } from './runs-routes-deps.ts'
import { createWorkerRoutes } from './worker.routes.ts'

/** Runs, their trials and proofs, under `/api`. */
export function createRunRoutes(deps: RunRoutesDeps): OpenAPIHono<AppEnv> {
  const router = createRouter()
  router.route('/', createRunLifeRoutes(deps))
  router.route('/', createResultRoutes(deps))
  router.route('/', createWorkerRoutes(deps))
  router.route('/', createProofRoutes(deps))
  return router
}
