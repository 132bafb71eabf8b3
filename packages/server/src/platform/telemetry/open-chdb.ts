import { mkdirSync } from 'node:fs'
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client'
import { AppError } from '@pawl/core'
import { ClickHouseTelemetry } from './clickhouse-telemetry.ts'
import type { TelemetryInsert, TelemetryStore } from './telemetry-store.ts'

type ChdbModule = typeof import('chdb/connection')
type ChdbConnection = ReturnType<ChdbModule['createChdbConnection']>

/** Opens the embedded engine. `directory` is bound by the process until it ends: one directory per process. */
export async function openChdb(directory: string): Promise<TelemetryStore> {
  const chdb = await loadChdb()
  mkdirSync(directory, { recursive: true })
  const connectionOf = new WeakMap<ClickHouseClient, ChdbConnection>()
  return new ClickHouseTelemetry({
    engine: 'chdb',
    location: directory,
    connect() {
      const connection = chdb.createChdbConnection({ path: directory })
      const client = createClient({
        connection,
        // Its messages quote what they could not insert; failures reach the caller as AppErrors.
        log: { level: ClickHouseLogLevel.OFF },
      } as unknown as Parameters<typeof createClient>[0])
      connectionOf.set(client, connection)
      return client
    },
    async *streamText(client, statement) {
      const stream = requireConnection(connectionOf, client).chdb.queryStream(statement, { format: 'JSONEachRow' })
      for await (const chunk of stream) yield chunk.text()
    },
    async insertRows(client, insert) {
      // Straight to the engine's own parser: through the client the bytes would be decoded to a string and spliced into SQL.
      await requireConnection(connectionOf, client).chdb.rawInsert({ ...rawInsertOf(insert) })
    },
    afterClose: () => Promise.resolve(),
  })
}

function rawInsertOf(insert: TelemetryInsert) {
  return {
    table: insert.table,
    columns: [...insert.columns],
    values: Buffer.from(insert.rows.buffer, insert.rows.byteOffset, insert.rows.byteLength),
    format: 'JSONCompactEachRow' as const,
    settings: insertSettings,
  }
}

/**
 * Parallel parsing costs more than it gains on two cores (33 against 39 µs of CPU a row), and the full-text index of
 * fresh rows is built by the first merge: at insert it costs 60 µs a row, in a merge of ten times the rows 25.
 */
export const insertSettings = {
  input_format_parallel_parsing: 0,
  materialize_skip_indexes_on_insert: 1,
  exclude_materialize_skip_indexes_on_insert: 'content_words',
  input_format_json_read_numbers_as_strings: 1,
  date_time_input_format: 'basic',
} as const

function requireConnection(connections: WeakMap<ClickHouseClient, ChdbConnection>, client: ClickHouseClient) {
  const connection = connections.get(client)
  if (connection === undefined) throw new AppError('internal', 'a client of another engine')
  return connection
}

async function loadChdb(): Promise<ChdbModule> {
  try {
    return await import('chdb/connection')
  } catch (error) {
    throw new AppError(
      'bad_configuration',
      'The embedded telemetry engine (chdb) is not installed for this platform.',
      {
        fix: 'Use Linux with glibc or macOS (on Windows: WSL2), or give a ClickHouse server with --clickhouse-url.',
        cause: error,
      },
    )
  }
}
