import type { OpenAPIHono } from '@hono/zod-openapi'
import { Hono } from 'hono'
import { type AppEnv, type RequireCaller, secureApp } from '../../platform/http/index.ts'
import { createLogger } from '../../platform/log/index.ts'

const quietLog = createLogger({ level: 'error', write: () => undefined })

/** Routes behind a caller who may do everything in a project. */
export function routesUnderTest(
  project: string,
  create: (requireCaller: RequireCaller) => OpenAPIHono<AppEnv>,
): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  secureApp(app, { log: quietLog, allowedHosts: [], corsOrigins: [], ingestPaths: ['/v1/'] })
  const requireCaller: RequireCaller = () => async (context, next) => {
    context.set('caller', { project, role: 'admin', person: 'Ada', keyId: null })
    await next()
  }
  app.route('/', create(requireCaller))
  return app
}
