import { AppError, type ErrorCode, httpStatusOf } from '@pawl/core'
import type { Logger } from '../../platform/log/index.ts'

/** A failed export as both protocols answer it. */
export interface Failure {
  readonly code: ErrorCode
  readonly httpStatus: number
  /** google.rpc.Code. */
  readonly rpcCode: number
  /** What was wrong, where, and what would be right. */
  readonly message: string
  /** Set exactly where the sender may send the same request again. */
  readonly retryAfterS: number | undefined
  /** The header that was wrong, or another place in the input. */
  readonly where: string | undefined
}

/**
 * google.rpc.Code by error. Exporters resend on UNAVAILABLE, ABORTED, OUT_OF_RANGE, DATA_LOSS, DEADLINE_EXCEEDED and
 * CANCELLED, and on RESOURCE_EXHAUSTED only with a RetryInfo (OTLP specification, "Failures"), so an error that
 * resending cannot cure has none of these.
 */
export const rpcCodeOf = {
  bad_request: 3,
  unauthenticated: 16,
  forbidden: 7,
  not_found: 5,
  method_not_allowed: 12,
  request_timeout: 4,
  conflict: 9,
  payload_too_large: 8,
  unsupported_media_type: 3,
  too_many_requests: 14,
  query_too_expensive: 9,
  store_unavailable: 14,
  disk_full: 14,
  stopping: 14,
  data_newer_than_program: 14,
  already_running: 14,
  unsafe_bind: 13,
  bad_configuration: 13,
  server_unreachable: 14,
  model_not_configured: 9,
  model_failed: 14,
  spending_cap_reached: 8,
  internal: 13,
} as const satisfies Record<ErrorCode, number>

const maxMessageLength = 1024
const retryableStatuses: ReadonlySet<number> = new Set([429, 502, 503, 504])

/** Turns whatever was thrown into an answer. What is not an AppError is logged and answered without its details. */
export function failureOf(error: unknown, log: Logger): Failure {
  if (!AppError.isInstance(error)) {
    log.error('An export failed unexpectedly', { error })
    return failureOf(new AppError('internal', 'Pawl could not process the export; its log says why'), log)
  }
  const httpStatus = httpStatusOf[error.code]
  return {
    code: error.code,
    httpStatus,
    rpcCode: rpcCodeOf[error.code],
    message: sentenceOf(error),
    retryAfterS: retryableStatuses.has(httpStatus)
      ? Math.ceil(error.retryAfterS ?? defaultRetryS(error.code))
      : undefined,
    where: error.where,
  }
}

function sentenceOf({ message, where, fix }: AppError): string {
  const what = message.replace(/\.$/, '')
  const place = where === undefined || message.includes(where) ? '' : ` (${where})`
  const remedy = fix === undefined ? '' : ` ${fix.replace(/\.$/, '')}.`
  return wellFormed(`${what}${place}.${remedy}`).slice(0, maxMessageLength)
}

/** Messages can quote the input; half a surrogate pair would break every encoder behind this. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\u{fffd}')
}

function defaultRetryS(code: ErrorCode): number {
  if (code === 'too_many_requests') return 1
  return code === 'store_unavailable' ? 5 : 30
}
