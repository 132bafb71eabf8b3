import type { DerivedScore, OtlpLogRecord, OtlpResource, OtlpScope, SpanDigest } from '@pawl/core'
import type { ContentRules } from './clean-content.ts'
import type { RowBytes, RowSlice } from './row-bytes.ts'

/** A resource and scope with the id under which they are stored once. */
export interface Origin {
  readonly project: string
  readonly id: string
  readonly resource: OtlpResource
  readonly scope: OtlpScope
}

/**
 * A span ready to be committed: derived, redacted, its media moved out. Only its digest and the bytes of its row are
 * kept: text that waits for the store on the JavaScript heap would be copied by every collection.
 */
export interface PreparedSpan {
  readonly project: string
  readonly traceId: string
  readonly spanId: string
  readonly responseId: string
  readonly origin: Origin
  readonly digest: SpanDigest
  /** The part of the row that no later flush changes, as `writeStableRow` writes it. */
  readonly stable: RowSlice
}

export interface PreparedLog {
  readonly project: string
  readonly record: OtlpLogRecord
  readonly origin: Origin
  /** Content address: the same record sent twice is stored once. */
  readonly id: string
  /** `req:<id>` where a span is found by its response id, else ''. */
  readonly joinKey: string
  /** Whether it adds content, cost or scores to its span. */
  readonly joinsSpan: boolean
}

/** A score found in telemetry, with what it was found on. */
export interface PreparedScore {
  readonly project: string
  readonly traceId: string
  readonly spanId: string
  readonly sessionId: string
  readonly score: DerivedScore
  /** Position among the scores of its carrier, part of its id. */
  readonly index: number
}

export interface PreparedBlob {
  readonly project: string
  readonly traceId: string
  readonly sha256: string
  readonly mimeType: string
  readonly bytes: Uint8Array
}

/** One request, ready to be committed. */
export interface Prepared {
  /** Of the request's project, for spans that must be derived again. */
  readonly rules: ContentRules
  readonly spans: readonly PreparedSpan[]
  /** What the spans' `stable` lie in. */
  readonly rows: RowBytes | undefined
  readonly logs: readonly PreparedLog[]
  readonly scores: readonly PreparedScore[]
  readonly blobs: readonly PreparedBlob[]
  readonly rejectedCount: number
  /** '' or one sentence for `partial_success`. */
  readonly message: string
}
