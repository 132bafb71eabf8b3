import type { OpenAPIHono } from '@hono/zod-openapi'
import { type AppEnv, createRouter } from '../platform/http/index.ts'
import { createGateLifeRoutes } from './gate-life.routes.ts'
import type { GateRoutesDeps } from './gate-routes-deps.ts'
import { createPolicyRoutes } from './policy.routes.ts'

/** Gates and policies, under `/api`. */
export function createGateRoutes(deps: GateRoutesDeps): OpenAPIHono<AppEnv> {
  const router = createRouter()
  router.route('/', createGateLifeRoutes(deps))
  router.route('/', createPolicyRoutes(deps))
  return router
}
