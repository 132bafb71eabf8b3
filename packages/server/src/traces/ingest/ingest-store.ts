import type { CountedUsage, SpanDigest } from '@pawl/core'
import type { TelemetryInsert } from '../../platform/telemetry/index.ts'
import type { StoredSpan } from './span-row.ts'

/** New counted figures for a span that is stored already: its children changed what it may count. */
export interface Recount {
  readonly project: string
  readonly traceId: string
  readonly spanId: string
  readonly startNs: bigint
  readonly counted: Readonly<Record<string, number>>
}

/** Everything of one flush but its trace rows. Inserts are written in order, recounts after them. */
export interface SpanWrite {
  readonly version: bigint
  readonly receivedAtMs: number
  readonly inserts: readonly TelemetryInsert[]
  readonly recounts: readonly Recount[]
}

/** The trace rows of a flush. They come last: a trace row vouches for its spans, and for all older ones. */
export interface TraceWrite {
  readonly version: bigint
  readonly inserts: readonly TelemetryInsert[]
}

export interface WritePlan {
  readonly spans: SpanWrite
  readonly traces: TraceWrite
}

export interface StoredTrace {
  readonly traceId: string
  readonly filedStartNs: bigint | undefined
  readonly spans: readonly SpanDigest[]
  readonly counted: ReadonlyMap<string, CountedUsage>
  /** Places where it stands besides, left by servers that did not know of each other. */
  readonly strays: Strays
  /** Whether its summary is newer than all of its spans and has as many. */
  readonly isSummarised: boolean
}

export interface Strays {
  /** Start times under which summaries are filed. */
  readonly filedStartsNs: readonly bigint[]
  readonly spans: readonly { readonly spanId: string; readonly startNs: bigint }[]
}

export const noStrays: Strays = { filedStartsNs: [], spans: [] }

/** A trace's spans that no summary vouches for, with the time they take up in nanoseconds since 1970. */
export interface Unsummarised {
  readonly project: string
  readonly trace_id: string
  readonly start_ns: string
  readonly end_ns: string
}

/** A trace that several servers wrote to within a while, or one did without summarising it. */
export interface Disputed extends Unsummarised {
  /** Version of the newest of its spans. */
  readonly newest: string
}

export interface SpanReference {
  readonly traceId: string
  readonly spanId: string
}

export interface StoredOrigin {
  readonly id: string
  readonly resource: string
  readonly scope: string
}

export interface StoredLog {
  readonly trace_id: string
  readonly span_id: string
  readonly join_key: string
  readonly record: string
}

/** What the ingest needs of the telemetry store. Implemented by SQL in `ingest.store.ts`, and over a port from the worker. */
export interface IngestStore {
  writeSpans(write: SpanWrite): Promise<void>
  writeTraces(write: TraceWrite): Promise<void>
  /** Traces as they stand; `unsummarised` ones need not have a summary yet. */
  loadTraces(
    project: string,
    traceIds: readonly string[],
    unsummarised?: readonly Unsummarised[],
  ): Promise<readonly StoredTrace[]>
  /** The newest version that is stored, 0 in an empty store. */
  newestVersion(): Promise<bigint>
  /** Traces with spans newer than every summary: a crash came between the two inserts. */
  unsummarised(): Promise<readonly Unsummarised[]>
  /** Traces with spans since a version whose summaries may not count all of them. */
  disputed(since: bigint, unsummarisedUntil: bigint): Promise<readonly Disputed[]>
  loadSpans(project: string, spans: readonly SpanReference[]): Promise<readonly StoredSpan[]>
  loadOrigins(project: string, ids: readonly string[]): Promise<readonly StoredOrigin[]>
  /** Content logs of these spans, or with these join keys, by time. */
  loadLogs(project: string, spans: readonly SpanReference[], joinKeys: readonly string[]): Promise<readonly StoredLog[]>
  /** Spans by response id, newest first. */
  findByResponseId(
    project: string,
    responseIds: readonly string[],
  ): Promise<readonly (SpanReference & { responseId: string })[]>
  /** Every trace id. */
  traceIds(): AsyncIterable<{ readonly project: string; readonly trace_id: string }>
  /** What every content log joins by. */
  logKeys(): AsyncIterable<{
    readonly project: string
    readonly trace_id: string
    readonly span_id: string
    readonly join_key: string
  }>
}
