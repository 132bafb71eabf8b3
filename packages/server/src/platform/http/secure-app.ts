import type { Hono } from 'hono'
import { requestId } from 'hono/request-id'
import type { Logger } from '../log/index.ts'
import type { AppEnv } from './app-env.ts'
import { checkHost } from './check-host.ts'
import { checkOrigin, type OriginRules } from './check-origin.ts'
import { answerErrors, answerNotFound } from './problem.ts'
import { setSecurityHeaders } from './security-headers.ts'

export interface SecurityOptions extends OriginRules {
  readonly allowedHosts: readonly string[]
  readonly log: Logger
}

/** Puts everything that holds for all requests in front of an app's routes. Call it before adding any. */
export function secureApp(app: Hono<AppEnv>, { log, allowedHosts, ...rules }: SecurityOptions): void {
  app.onError(answerErrors(log))
  app.notFound(answerNotFound)
  app.use(requestId(), setSecurityHeaders, checkHost(allowedHosts), checkOrigin(rules))
}
