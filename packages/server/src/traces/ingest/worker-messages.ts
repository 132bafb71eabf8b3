import { AppError, type AppErrorOptions, type ErrorCode, type ProjectSettings } from '@pawl/core'
import type { TelemetryInsert } from '../../platform/telemetry/index.ts'
import type { IngestOutcome, IngestRequest } from '../receiver/index.ts'
import type { IngestStore } from './ingest-store.ts'

/** Methods of the store that answer once; the two listings stream. */
export type StoreCall = Exclude<keyof IngestStore, 'traceIds' | 'logKeys'>
export type StoreListing = 'traceIds' | 'logKeys'

export type ToWorker =
  | {
      readonly type: 'ingest'
      readonly id: number
      readonly request: IngestRequest
      readonly settings: ProjectSettings
    }
  | {
      readonly type: 'start'
      readonly rowsDirectory: string | undefined
      readonly slot: number
      readonly isShared: boolean
    }
  | { readonly type: 'share'; readonly isShared: boolean }
  | { readonly type: 'mend'; readonly id: number }
  | { readonly type: 'forget'; readonly project: string; readonly traceIds: readonly string[] }
  | { readonly type: 'drain'; readonly id: number }
  | {
      readonly type: 'reply'
      readonly id: number
      readonly value: unknown
      /** Of rows that are written: theirs again, so that neither thread's garbage collector has it to find. */
      readonly memory: readonly ArrayBuffer[]
    }
  | { readonly type: 'chunk'; readonly id: number; readonly rows: readonly unknown[] }
  | { readonly type: 'failure'; readonly id: number; readonly error: ErrorMessage }

export type FromWorker =
  | {
      readonly type: 'done'
      readonly id: number
      readonly outcome: IngestOutcome
      /** Of the request's body, which nobody reads any more. */
      readonly memory: ArrayBuffer
    }
  | { readonly type: 'drained'; readonly id: number }
  | { readonly type: 'failed'; readonly id: number; readonly error: ErrorMessage }
  | { readonly type: 'call'; readonly id: number; readonly method: StoreCall; readonly args: readonly unknown[] }
  | { readonly type: 'list'; readonly id: number; readonly method: StoreListing }
  | { readonly type: 'ready'; readonly error: ErrorMessage | null }
  | { readonly type: 'primed' }

/** An error that crosses threads: an AppError keeps its code and its advice. */
export interface ErrorMessage {
  readonly code: ErrorCode
  readonly message: string
  readonly options: AppErrorOptions
}

export function errorToMessage(error: unknown): ErrorMessage {
  if (AppError.isInstance(error)) {
    const { fix, where, retryAfterS } = error
    return {
      code: error.code,
      message: error.message,
      options: {
        ...(fix === undefined ? {} : { fix }),
        ...(where === undefined ? {} : { where }),
        ...(retryAfterS === undefined ? {} : { retryAfterS }),
      },
    }
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { code: 'internal', message: text, options: {} }
}

export const messageToError = (message: ErrorMessage): AppError =>
  new AppError(message.code, message.message, message.options)

/** The memory of rows that a call of the store writes: it moves between the threads instead of being copied. */
export function rowMemoryOf(args: readonly unknown[]): ArrayBuffer[] {
  const write = args[0] as { inserts?: readonly TelemetryInsert[] } | undefined
  return (write?.inserts ?? []).flatMap(({ rows }) => ('file' in rows ? [] : [rows.buffer as ArrayBuffer]))
}
