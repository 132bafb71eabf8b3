const marker = Symbol.for('pawl.PawlError')

export interface PawlErrorOptions {
  readonly code: string
  readonly status?: number | undefined
  readonly fix?: string | undefined
  readonly cause?: unknown
}

/** A call to Pawl that did not succeed. The message says what was wrong. */
export class PawlError extends Error {
  /**
   * The server's error code, for example `unauthenticated` or `bad_request`; `server_unreachable` when no answer came,
   * `timeout` when it took too long, `not_pawl` when something else answered. Of prompts: `missing_variable`,
   * `unreadable_message`, `no_messages`, `unsupported_part`, and `store_failed` for the application's own store.
   */
  readonly code: string
  /** HTTP status of the answer; undefined when none came. */
  readonly status: number | undefined
  /** What would be right, where the server said so. */
  readonly fix: string | undefined
  readonly [marker] = true

  constructor(message: string, { code, status, fix, cause }: PawlErrorOptions) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'PawlError'
    this.code = code
    this.status = status
    this.fix = fix
  }

  /** True for a PawlError of any copy of this package, which `instanceof` would miss. */
  static isInstance(error: unknown): error is PawlError {
    return typeof error === 'object' && error !== null && marker in error
  }
}
