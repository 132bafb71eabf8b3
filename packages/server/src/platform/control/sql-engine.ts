import { AppError } from '@pawl/core'
import { systemCode } from '../system-error/index.ts'

export interface SqlResult {
  readonly rows: readonly Record<string, unknown>[]
  /** Rows that an INSERT, UPDATE, DELETE or MERGE changed. */
  readonly affectedRows: number
}

/** One connection, held by one caller. */
export interface SqlSession {
  /**
   * Runs one statement; several, separated by semicolons, when there are no parameters.
   *
   * @throws an error with the SQLSTATE in `code` when the statement is at fault (`SqlError` on PGlite, `pg`'s own on
   * PostgreSQL); AppError `store_unavailable` when the engine is
   */
  run(text: string, parameters: readonly unknown[]): Promise<SqlResult>
  /**
   * Gives the connection back.
   *
   * @throws AppError `internal` when a transaction was left open; it is rolled back
   */
  release(): Promise<void>
}

/** What the embedded engine and a PostgreSQL server differ in. Everything above speaks to this port only. */
export interface SqlEngine {
  readonly kind: 'pglite' | 'postgres'
  /** Where the data is, fit to be shown: a path, or a URL without its password. */
  readonly location: string
  /** @throws AppError `store_unavailable` when no connection is free in time or the engine is gone */
  acquire(): Promise<SqlSession>
  close(): Promise<void>
}

/** Longest wait for a connection; a transaction that holds one for longer is broken. */
export const acquireTimeoutMs = 30_000

export const storeUnavailable = (reason: string, cause?: unknown): AppError =>
  new AppError('store_unavailable', `The control store cannot answer: ${reason}.`, {
    retryAfterS: 1,
    ...(cause === undefined ? {} : { cause }),
  })

export const transactionLeftOpen = (): AppError =>
  new AppError('internal', 'A statement left a transaction open on the shared connection; it was rolled back.', {
    fix: 'Use transaction() of the control store instead of BEGIN.',
  })

/** PostgreSQL ended the statement because two waited for each other; nothing of it was done. */
export const isDeadlock = (error: unknown): boolean => systemCode(error) === '40P01'

/** True where the disk, or what a quota leaves of it, is full. */
export const isFullDisk = (error: unknown): boolean => systemCode(error) === '53100'

/** PostgreSQL ended a transaction that sees one state only, because another changed what it was about to change. */
export const isSerializationFailure = (error: unknown): boolean => systemCode(error) === '40001'

/** True for the error of a row that a unique constraint refused. */
export const isUniqueViolation = (error: unknown): boolean => systemCode(error) === '23505'

/** True where the encoding (22021) or `jsonb` (22P05; half of a surrogate pair: 22P02) has no place for a character. */
export function isTextThatCannotBeStored(error: unknown): boolean {
  const code = systemCode(error)
  if (code !== '22P02') return code === '22021' || code === '22P05'
  return error instanceof Error && 'detail' in error && /surrogate/i.test(String(error.detail))
}
