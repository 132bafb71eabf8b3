import type { QueryKind, QueryOptions } from './telemetry-store.ts'

export interface KindLimits {
  readonly connections: number
  /** How many may wait for a connection before the next is refused. */
  readonly maxWaiting: number
  readonly maxDurationMs: number
  readonly maxMemoryBytes: number
  readonly threads: number
  /** The same while telemetry pours in. */
  readonly threadsUnderLoad: number
  /**
   * While telemetry pours in: how long a connection rests after a statement, in times of what the statement took. One
   * that is asked again and again then leaves the rest of the time to inserts.
   */
  readonly restUnderLoad: number
}

const MIB = 1024 * 1024

/**
 * Limits per kind of query. On two cores a heavy group-by on all threads starved inserts to 400 rows/s; while telemetry
 * pours in it gets one thread, a fifth of the time.
 */
export const kindLimits: Readonly<Record<QueryKind, KindLimits>> = {
  ingest: {
    connections: 1,
    maxWaiting: 1000,
    maxDurationMs: 30_000,
    maxMemoryBytes: 512 * MIB,
    threads: 1,
    threadsUnderLoad: 1,
    restUnderLoad: 0,
  },
  interactive: {
    connections: 3,
    maxWaiting: 200,
    maxDurationMs: 15_000,
    maxMemoryBytes: 1024 * MIB,
    threads: 2,
    threadsUnderLoad: 1,
    restUnderLoad: 1.75,
  },
  // A chart asks for several things at once, and costs five times what a list does: no list may wait for its rests.
  chart: {
    connections: 2,
    maxWaiting: 200,
    maxDurationMs: 15_000,
    maxMemoryBytes: 1024 * MIB,
    threads: 2,
    threadsUnderLoad: 1,
    restUnderLoad: 2,
  },
  heavy: {
    connections: 1,
    maxWaiting: 50,
    maxDurationMs: 60_000,
    maxMemoryBytes: 1536 * MIB,
    threads: 2,
    threadsUnderLoad: 1,
    restUnderLoad: 4,
  },
  background: {
    connections: 1,
    maxWaiting: 1000,
    maxDurationMs: 600_000,
    maxMemoryBytes: 1024 * MIB,
    threads: 1,
    threadsUnderLoad: 1,
    restUnderLoad: 1,
  },
}

/** Whoever waits for the connection of a long statement waits this much longer at most. */
const MAX_REST_MS = 5_000

/** How long a connection rests after a statement while telemetry pours in, in milliseconds. */
export const restAfter = (kind: QueryKind, tookMs: number): number =>
  Math.min(tookMs * kindLimits[kind].restUnderLoad, MAX_REST_MS)

/** The SETTINGS of one statement. They stand in the SQL itself: a client's settings would stick to the connection. */
export function settingsOf(options: QueryOptions, isUnderLoad = false): string {
  const limits = kindLimits[options.kind]
  const settings: Record<string, string | number> = {
    max_execution_time: (options.maxDurationMs ?? limits.maxDurationMs) / 1000,
    max_memory_usage: limits.maxMemoryBytes,
    max_threads: isUnderLoad ? limits.threadsUnderLoad : limits.threads,
    output_format_json_quote_64bit_integers: 0,
    ...options.settings,
  }
  return Object.entries(settings)
    .map(([name, value]) => `${name} = ${typeof value === 'number' ? value : `'${value}'`}`)
    .join(', ')
}
