import type { IncomingHttpHeaders } from 'node:http'
import type { OtlpEncoding } from '@pawl/core'

/** The signals that are stored. */
export type StoredSignal = 'traces' | 'logs'

export interface IngestRequest {
  readonly project: string
  readonly signal: StoredSignal
  readonly encoding: OtlpEncoding
  /**
   * The whole decompressed body. Ownership passes to the port: nothing else uses its ArrayBuffer, so it may be
   * transferred to a worker. The view need not start at byte 0 of it.
   */
  readonly body: Uint8Array
}

export interface IngestOutcome {
  readonly acceptedCount: number
  readonly rejectedCount: number
  /** '' or one sentence. */
  readonly message: string
}

export interface IngestPort {
  /**
   * Resolves once everything accepted is durable.
   *
   * @throws AppError `bad_request`, `payload_too_large` (too many values), `too_many_requests`, `store_unavailable` or
   * `disk_full`
   */
  ingest(request: IngestRequest): Promise<IngestOutcome>
}

/** Who sends, as far as the receiver must know. */
export interface IngestCaller {
  readonly project: string
  readonly canIngest: boolean
}

/**
 * Finds the caller by the request's headers (gRPC metadata arrives in the same form).
 *
 * @throws AppError `unauthenticated` or `forbidden`
 */
export type Authenticate = (headers: IncomingHttpHeaders) => Promise<IngestCaller>
