import { OpenAPIHono } from '@hono/zod-openapi'
import { AppError } from '@pawl/core'
import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { AppEnv } from './app-env.ts'

/** A router whose requests are checked against the schemas of their routes; what does not fit is a `bad_request`. */
export const createRouter = (): OpenAPIHono<AppEnv> =>
  new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (result.success) return
      const [issue] = result.error.issues
      const place = [placeOf[result.target] ?? result.target, ...(issue?.path ?? [])].map(String).join('.')
      throw new AppError('bad_request', `${place}: ${issue?.message ?? 'invalid'}`, {
        where: place,
        cause: result.error,
      })
    },
  })

const placeOf: Readonly<Record<string, string>> = { json: 'body', param: 'path' }

/** @throws AppError `payload_too_large`, also for a body that does not say its length */
export const limitBody = (maxBytes: number): MiddlewareHandler<AppEnv> =>
  bodyLimit({
    maxSize: maxBytes,
    onError: () => {
      throw new AppError('payload_too_large', `The body is larger than ${maxBytes} bytes.`, {
        fix: 'Send it in parts.',
      })
    },
  })
