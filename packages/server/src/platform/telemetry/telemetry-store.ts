import type { SqlText } from './sql-literal.ts'

/**
 * What a statement may cost. `interactive`: a person waits for it; `chart`: sums over roll-ups; `heavy`: an aggregate over
 * much data; `background`: jobs and exports; `ingest`: look-ups on the way of an insert. Each kind has its own connections,
 * so that none starves another.
 */
export type QueryKind = 'interactive' | 'chart' | 'heavy' | 'background' | 'ingest'

export interface QueryOptions {
  readonly kind: QueryKind
  /** Ends the statement in the engine, not only the wait for it. */
  readonly signal?: AbortSignal
  /** Overrides of the kind's limits. */
  readonly maxDurationMs?: number
  /** Further engine settings, for this statement alone. */
  readonly settings?: Readonly<Record<string, string | number>>
}

/**
 * One insert: rows with values in the order of `columns`. JSON arrays, one a line, where convenience counts; on the way of
 * telemetry CSV as the engine reads it (`"` doubled, nothing else escaped), which costs half of JSON, or the engine's
 * RowBinary, which costs half of CSV to write.
 */
export interface TelemetryInsert {
  readonly table: string
  readonly columns: readonly string[]
  readonly format: 'CSV' | 'JSONCompactEachRow' | 'RowBinary'
  readonly rows: Uint8Array | RowsFile
  /** Work of our own that can wait: no sign that telemetry pours in. */
  readonly isBackground?: boolean
}

/** Rows that were laid down in the `rowsDirectory` of the store. The file stays that of whoever made it. */
export interface RowsFile {
  readonly file: string
  readonly byteLength: number
}

/**
 * Telemetry in ClickHouse SQL, embedded or networked. Rejects with AppError: `query_too_expensive` past a limit,
 * `too_many_requests` when too many wait, `store_unavailable` when the engine cannot be reached or cannot write.
 */
export interface TelemetryStore {
  readonly engine: 'chdb' | 'clickhouse'
  readonly location: string
  /** Where another thread may lay rows down for `insert`; undefined where they travel over the network. */
  readonly rowsDirectory?: string | undefined
  query<Row>(statement: SqlText, options: QueryOptions): Promise<readonly Row[]>
  /** Rows as they come, with bounded memory. */
  stream<Row>(statement: SqlText, options: QueryOptions): AsyncIterable<Row>
  command(statement: SqlText, options: QueryOptions): Promise<void>
  /** Resolves when the rows are durable. All rows of one insert become visible at once. */
  insert(insert: TelemetryInsert): Promise<void>
  /** Whether telemetry pours in: what nobody waits for then leaves the machine to it. */
  isUnderLoad(): boolean
  close(): Promise<void>
}
