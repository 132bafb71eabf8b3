import type { OpenAPIHono } from '@hono/zod-openapi'
import { type AppEnv, createRouter } from '../platform/http/index.ts'
import type { AccessRoutesDeps } from './access-routes-deps.ts'
import { createKeyRoutes } from './key.routes.ts'
import { createProjectRoutes } from './project.routes.ts'
import { createSessionRoutes } from './session.routes.ts'

/** Projects, keys, settings and sign-in, under `/api`. */
export function createAccessRoutes(deps: AccessRoutesDeps): OpenAPIHono<AppEnv> {
  const router = createRouter()
  router.route('/', createProjectRoutes(deps))
  router.route('/', createKeyRoutes(deps))
  router.route('/', createSessionRoutes(deps))
  return router
}
