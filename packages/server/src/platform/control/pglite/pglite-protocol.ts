/** What the server's thread asks of the thread that owns PGlite. Answers come in the order of the questions. */
export type PgliteRequest =
  | { readonly kind: 'run'; readonly text: string; readonly parameters: readonly unknown[] }
  | { readonly kind: 'close' }

export type PgliteAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'closed' }
  | {
      readonly kind: 'result'
      readonly rows: readonly Record<string, unknown>[]
      readonly affectedRows: number
      readonly inTransaction: boolean
    }
  | { readonly kind: 'failed'; readonly error: SqlErrorFields; readonly inTransaction: boolean }

/** The fields of PostgreSQL's error message that callers read; the names are those of the `pg` package. */
export interface SqlErrorFields {
  readonly message: string
  /** SQLSTATE */
  readonly code: string
  readonly detail?: string | undefined
  readonly hint?: string | undefined
  readonly constraint?: string | undefined
  readonly table?: string | undefined
  readonly column?: string | undefined
  readonly position?: string | undefined
}

export interface PgliteWorkerData {
  readonly directory: string
}
