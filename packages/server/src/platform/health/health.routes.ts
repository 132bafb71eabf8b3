import type { OpenAPIHono } from '@hono/zod-openapi'
import type { MiddlewareHandler } from 'hono'
import { type AppEnv, createRouter } from '../http/index.ts'
import type { Readiness } from './check-readiness.ts'
import { type Lifecycle, stoppingError } from './lifecycle.ts'

const healthPaths: readonly string[] = ['/healthz', '/readyz']

export interface HealthRoutesDeps {
  /** Null while the process can do its work; a sentence when only a new start helps. */
  readonly fatalFailure: () => string | null
  readonly readReadiness: () => Promise<Readiness>
}

/** The two questions of an orchestrator, answered without a key: should it be restarted, should it get requests? */
export function createHealthRoutes({ fatalFailure, readReadiness }: HealthRoutesDeps): OpenAPIHono<AppEnv> {
  const router = createRouter()
  router.get('/healthz', (context) => {
    const reason = fatalFailure()
    return reason === null ? context.json({ status: 'ok' }) : context.json({ status: 'failed', reasons: [reason] }, 503)
  })
  router.get('/readyz', async (context) => {
    const readiness = await readReadiness()
    return context.json(readiness, readiness.ready ? 200 : 503, { 'cache-control': 'no-store' })
  })
  return router
}

/** Answers what comes after the process began to stop with 503; whether it is healthy can still be asked. */
export const refuseWhileStopping =
  ({ stopping }: Pick<Lifecycle, 'stopping'>): MiddlewareHandler<AppEnv> =>
  async (context, next) => {
    if (stopping.aborted && !healthPaths.includes(context.req.path)) throw stoppingError()
    await next()
  }
