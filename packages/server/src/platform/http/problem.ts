import { AppError, type ErrorCode, httpStatusOf, type Problem, problemSchema } from '@pawl/core'
import type { Context, ErrorHandler, NotFoundHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { z } from 'zod'
import type { Logger } from '../log/index.ts'
import type { AppEnv } from './app-env.ts'

const titleOf = {
  bad_request: 'The request cannot be understood',
  unauthenticated: 'A key is needed',
  forbidden: 'Not allowed',
  not_found: 'Not found',
  method_not_allowed: 'Method not allowed here',
  request_timeout: 'The request took too long to arrive',
  conflict: 'In conflict with what exists',
  payload_too_large: 'Too large',
  unsupported_media_type: 'Content type not supported',
  too_many_requests: 'Too much at once',
  query_too_expensive: 'The query takes too much',
  store_unavailable: 'The store does not answer',
  disk_full: 'The disk is nearly full',
  stopping: 'The server is stopping',
  data_newer_than_program: 'The data is newer than the program',
  already_running: 'Already running',
  unsafe_bind: 'Not safe to listen there',
  bad_configuration: 'The configuration cannot be used',
  server_unreachable: 'Another server does not answer',
  model_not_configured: 'No model provider is set up for this',
  model_failed: 'The model gave no answer',
  spending_cap_reached: 'The spending cap is reached',
  internal: 'Something went wrong in the server',
} as const satisfies Record<ErrorCode, string>

/** For the `responses` of a route: every error is answered in this form. */
export const problemResponses = {
  default: {
    description: 'A problem, as RFC 9457 writes it',
    content: { 'application/problem+json': { schema: problemSchema } },
  },
} as const

/** For a request that has to bring JSON. */
export const jsonBody = <Schema extends z.ZodType>(schema: Schema) => ({
  required: true as const,
  content: { 'application/json': { schema } },
})

/** For the `responses` of a route that answers 200 with JSON. */
export const jsonResponses = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  200: { description, content: { 'application/json': { schema } } },
  ...problemResponses,
})

/** For the `responses` of a route that makes something and answers 201 with it. */
export const createdResponses = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  201: { description, content: { 'application/json': { schema } } },
  ...problemResponses,
})

/**
 * Answers every error as problem+json. An error that nobody raised on purpose is logged under the request's id, which
 * is all that the client learns of it.
 */
export const answerErrors =
  (log: Logger): ErrorHandler<AppEnv> =>
  (error, context) => {
    const known = toAppError(error)
    const request = { method: context.req.method, path: context.req.path, requestId: context.get('requestId') }
    if (known === null || known.code === 'internal') {
      log.error('a request failed', { ...request, error })
      return answerProblem(context, unexpected(context.get('requestId')))
    }
    if (httpStatusOf[known.code] >= 500) log.warn('a request could not be answered', { ...request, error: known })
    return answerProblem(context, known)
  }

export const answerNotFound: NotFoundHandler<AppEnv> = (context) =>
  answerProblem(context, new AppError('not_found', `There is nothing at ${context.req.method} ${context.req.path}.`))

export function answerProblem(context: Context<AppEnv>, error: AppError): Response {
  const status = httpStatusOf[error.code]
  const requestId: string | undefined = context.get('requestId')
  const body: Problem = {
    type: `urn:pawl:problem:${error.code}`,
    title: titleOf[error.code],
    status,
    code: error.code,
    detail: error.message,
    ...(error.fix === undefined ? {} : { fix: error.fix }),
    ...(error.where === undefined ? {} : { where: error.where }),
    ...(requestId === undefined ? {} : { requestId }),
  }
  if (error.retryAfterS !== undefined) context.header('retry-after', String(Math.ceil(error.retryAfterS)))
  // Never "Basic": a browser that remembers a password would send it along with requests of other sites.
  if (status === 401) context.header('www-authenticate', 'Bearer realm="pawl"')
  return context.body(JSON.stringify(body), status, { 'content-type': 'application/problem+json' })
}

const unexpected = (requestId: string | undefined): AppError =>
  new AppError('internal', `The server failed at this request; its log says more under ${requestId ?? 'this time'}.`)

function toAppError(error: unknown): AppError | null {
  if (AppError.isInstance(error)) return error
  if (!(error instanceof HTTPException) || error.status >= 500) return null
  return new AppError(codeOfStatus(error.status), error.message || `The request was refused with ${error.status}.`)
}

function codeOfStatus(status: number): ErrorCode {
  const codes = Object.entries(httpStatusOf) as [ErrorCode, number][]
  return codes.find(([, mapped]) => mapped === status)?.[0] ?? 'bad_request'
}
