/**
 * Every failure that Pawl answers on purpose. The union is closed: a new code makes the compiler ask for its HTTP
 * status and its CLI exit code in the two total maps below.
 */
export type ErrorCode =
  | 'bad_request'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'method_not_allowed'
  | 'request_timeout'
  | 'conflict'
  | 'payload_too_large'
  | 'unsupported_media_type'
  | 'too_many_requests'
  | 'query_too_expensive'
  | 'store_unavailable'
  | 'disk_full'
  | 'stopping'
  | 'data_newer_than_program'
  | 'already_running'
  | 'unsafe_bind'
  | 'bad_configuration'
  | 'server_unreachable'
  | 'model_not_configured'
  | 'model_failed'
  | 'spending_cap_reached'
  | 'internal'

export const httpStatusOf = {
  bad_request: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  request_timeout: 408,
  conflict: 409,
  payload_too_large: 413,
  unsupported_media_type: 415,
  too_many_requests: 429,
  query_too_expensive: 422,
  store_unavailable: 503,
  disk_full: 503,
  stopping: 503,
  data_newer_than_program: 503,
  already_running: 503,
  unsafe_bind: 500,
  bad_configuration: 500,
  server_unreachable: 502,
  model_not_configured: 422,
  model_failed: 502,
  spending_cap_reached: 402,
  internal: 500,
} as const satisfies Record<ErrorCode, number>

/** CLI exit codes: 0 done, 1 gate failed, 2 wrong usage or input, 3 inconclusive, 4 server not reachable, 5 internal. */
export const exitCodeOf = {
  bad_request: 2,
  unauthenticated: 2,
  forbidden: 2,
  not_found: 2,
  method_not_allowed: 2,
  request_timeout: 4,
  conflict: 2,
  payload_too_large: 2,
  unsupported_media_type: 2,
  too_many_requests: 4,
  query_too_expensive: 2,
  store_unavailable: 4,
  disk_full: 4,
  stopping: 4,
  data_newer_than_program: 2,
  already_running: 2,
  unsafe_bind: 2,
  bad_configuration: 2,
  server_unreachable: 4,
  model_not_configured: 2,
  model_failed: 4,
  spending_cap_reached: 2,
  internal: 5,
} as const satisfies Record<ErrorCode, number>

export interface AppErrorOptions {
  /** What would be right: one sentence that says what to do instead. */
  readonly fix?: string
  /** Where in the input it went wrong: a field path, a line number, a header name. */
  readonly where?: string
  /** Seconds after which the same call may succeed; sent as `Retry-After`. */
  readonly retryAfterS?: number
  readonly cause?: unknown
}

const marker = Symbol.for('pawl.AppError')

/** A failure with a code, what was wrong (`message`), where (`where`) and what would be right (`fix`). */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly fix: string | undefined
  readonly where: string | undefined
  readonly retryAfterS: number | undefined
  readonly [marker] = true

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.fix = options.fix
    this.where = options.where
    this.retryAfterS = options.retryAfterS
  }

  /** True for an AppError of any copy of this package, which `instanceof` would miss. */
  static isInstance(error: unknown): error is AppError {
    return typeof error === 'object' && error !== null && marker in error
  }
}
