import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { signedInSchema, signInSchema, whoAmISchema } from '@pawl/core'
import { getCookie } from 'hono/cookie'
import { type AppEnv, createRouter, jsonBody, jsonResponses, problemResponses } from '../platform/http/index.ts'
import type { AccessRoutesDeps } from './access-routes-deps.ts'
import { describeCaller } from './describe-caller.ts'
import { clearSessionCookie, sessionCookieName, setSessionCookie } from './session-cookie.ts'
import { signIn } from './sign-in.ts'
import { signOut } from './sign-out.ts'

const tags = ['session']

/** Open to everybody: they are how one becomes somebody. */
export function createSessionRoutes({ access }: Pick<AccessRoutesDeps, 'access'>): OpenAPIHono<AppEnv> {
  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/session',
        summary: 'Who am I, and does this server need a key',
        tags,
        responses: jsonResponses(whoAmISchema, 'The caller'),
      }),
      async (context) => context.json(await describeCaller(access, (name) => context.req.header(name)), 200),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/session',
        summary: 'Sign in with a key; sets an HttpOnly cookie',
        tags,
        request: { body: jsonBody(signInSchema) },
        responses: jsonResponses(signedInSchema, 'Signed in'),
      }),
      async (context) => {
        const { key, sessionId, expiresAt } = await signIn(access, context.req.valid('json').key)
        setSessionCookie(context, sessionId, expiresAt)
        return context.json({ project: key.project, role: key.role, owner: key.owner }, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'delete',
        path: '/api/session',
        summary: 'Sign out',
        tags,
        responses: { 204: { description: 'Signed out' }, ...problemResponses },
      }),
      async (context) => {
        const sessionId = getCookie(context, sessionCookieName)
        if (sessionId !== undefined) await signOut(access, sessionId)
        clearSessionCookie(context)
        return context.body(null, 204)
      },
    )
}
