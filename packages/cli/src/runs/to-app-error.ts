import { AppError, type ErrorCode, httpStatusOf } from '@pawl/core'
import { PawlError } from '@pawl/sdk'

/** A failure of the SDK in the words of this program. */
export function toAppError(error: unknown): unknown {
  if (!PawlError.isInstance(error)) return error
  const code: ErrorCode = error.code in httpStatusOf ? (error.code as ErrorCode) : 'server_unreachable'
  return new AppError(code, error.message, { ...(error.fix === undefined ? {} : { fix: error.fix }), cause: error })
}
