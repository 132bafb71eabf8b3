export { AppError, type AppErrorOptions, type ErrorCode, exitCodeOf, httpStatusOf } from './app-error.ts'
