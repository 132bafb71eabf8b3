import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client'
import { AppError } from '@pawl/core'
import { ClickHouseTelemetry } from './clickhouse-telemetry.ts'
import { letMergesYield } from './let-merges-yield.ts'
import { sql } from './sql-literal.ts'
import type { TelemetryInsert, TelemetryStore } from './telemetry-store.ts'

type ChdbModule = Awaited<ReturnType<typeof importChdb>>
type ChdbConnection = ReturnType<ChdbModule['createChdbConnection']>

const importChdb = async () => ({ ...(await import('chdb/connection')), Session: (await import('chdb')).Session })

/** Opens the embedded engine. `directory` is bound by the process until it ends: one directory per process. */
export async function openChdb(directory: string): Promise<TelemetryStore> {
  const chdb = await loadChdb()
  mkdirSync(directory, { recursive: true })
  const insertsDirectory = openInsertsDirectory(directory)
  // The first connection decides for the whole engine.
  const engine = new chdb.Session(directory, { connectionArgs: engineArguments(insertsDirectory) })
  const stopYielding = letMergesYield()
  let insertCount = 0
  const connectionOf = new WeakMap<ClickHouseClient, ChdbConnection>()
  return new ClickHouseTelemetry({
    engine: 'chdb',
    location: directory,
    rowsDirectory: insertsDirectory,
    nudgeFor: nudgeForRewrites,
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
      if ('file' in insert.rows) return await insertFile(client, insert, insert.rows.file)
      const file = join(insertsDirectory, `${++insertCount}.rows`)
      try {
        await writeFile(file, insert.rows, { mode: 0o600 })
        await insertFile(client, insert, file)
      } finally {
        // What is deleted from the tables must not be left here.
        await rm(file, { force: true })
      }
    },
    async afterClose() {
      stopYielding()
      engine.close()
      await rm(insertsDirectory, { recursive: true, force: true })
    },
  })
}

/**
 * Half of the cores merge, at most two merges for each of them are begun at once, and a short one goes first: each holds
 * a hundred megabytes, and one that runs for minutes must not keep new parts from being merged.
 *
 * Settings of all tables can only be given in a file, which is read once.
 */
function engineArguments(directory: string): readonly string[] {
  const settingsFile = join(directory, 'engine.xml')
  writeFileSync(settingsFile, tableSettings)
  return [
    `--config-file=${settingsFile}`,
    `--background_pool_size=${Math.max(1, Math.floor(availableParallelism() / 2))}`,
    '--background_merges_mutations_scheduling_policy=shortest_task_first',
  ]
}

/**
 * The skip indexes of a part lie in one file, not in two each: every file is synced on its own before an insert is
 * acknowledged, and a part of traces has eight such files of twenty.
 *
 * What a merge wrote is synced before its sources go, which this engine removes at once (a server keeps them for eight
 * minutes instead): else a power cut costs rows that were acknowledged long ago.
 *
 * Parts are removed one by one: threads that do it together hold up every insert, for up to half a second.
 */
const tableSettings = `<clickhouse>
  <merge_tree>
    <packed_skip_index_max_bytes>65536</packed_skip_index_max_bytes>
    <min_compressed_bytes_to_fsync_after_merge>1</min_compressed_bytes_to_fsync_after_merge>
    <concurrent_part_removal_threshold>1000000</concurrent_part_removal_threshold>
  </merge_tree>
</clickhouse>
`

const rewrites = /^\s*(?:DELETE FROM|ALTER TABLE)\s+([\w`]+)/i

/**
 * The engine looks for the next part to write anew after 100 to 1,100 ms, so that a delete in 14 small parts took 4.7 s;
 * told to start merging that table, which it does anyway, it looks at once: 0.3 s. Shorter rests by its settings would
 * have merges begun sooner, too, and cost a tenth of the ingest.
 */
function nudgeForRewrites(statement: string): string | null {
  const table = rewrites.exec(statement)?.[1]
  return table === undefined ? null : `SYSTEM START MERGES ${table}`
}

/**
 * By way of a file that only the page cache holds: rows within the statement are looked through as its text, which costs
 * more than all of the insert (63 to 84 against 39 to 54 µs of CPU a row), and a blank line in them ends it. Not by a
 * SELECT from the file, which costs an eighth more.
 */
async function insertFile(client: ClickHouseClient, insert: TelemetryInsert, file: string): Promise<void> {
  await client.command({
    query: `INSERT INTO ${insert.table} (${insert.columns.join(', ')}) FROM INFILE ${sql`${file}`.text} COMPRESSION 'none'
      SETTINGS ${insertSettingsText}, max_threads = 1 FORMAT ${insert.format}`,
  })
}

/** What the engine takes for a pattern or an archive in a path; it would read nothing, and say nothing. */
const patternInPath = /[*?{}]|::/

/** An empty directory for rows on their way into the engine. */
function openInsertsDirectory(directory: string): string {
  const inside = join(directory, 'inserts')
  // Left by a process that was killed.
  rmSync(inside, { recursive: true, force: true })
  if (!patternInPath.test(inside)) {
    mkdirSync(inside)
    return inside
  }
  const outside = mkdtempSync(join(tmpdir(), 'pawl-inserts-'))
  if (!patternInPath.test(outside)) return outside
  throw new AppError('bad_configuration', `The engine takes ${directory} and ${outside} for patterns.`, {
    fix: 'Choose a data directory without * ? { } and :: in its path.',
  })
}

/**
 * Parallel parsing costs more than it gains on two cores (33 against 39 µs of CPU a row), and the full-text index of
 * fresh rows is built by the first merge: at insert it costs 60 µs a row, in a merge of ten times the rows 25.
 */
const insertSettings = {
  input_format_parallel_parsing: 0,
  materialize_skip_indexes_on_insert: 1,
  exclude_materialize_skip_indexes_on_insert: 'content_words',
  input_format_json_read_numbers_as_strings: 1,
  date_time_input_format: 'basic',
  input_format_csv_empty_as_default: 1,
  optimize_on_insert: 0,
} as const

/** The same as a SETTINGS clause has them. */
export const insertSettingsText = Object.entries(insertSettings)
  .map(([name, value]) => `${name} = ${typeof value === 'number' ? value : `'${value}'`}`)
  .join(', ')

function requireConnection(connections: WeakMap<ClickHouseClient, ChdbConnection>, client: ClickHouseClient) {
  const connection = connections.get(client)
  if (connection === undefined) throw new AppError('internal', 'a client of another engine')
  return connection
}

async function loadChdb(): Promise<ChdbModule> {
  try {
    return await importChdb()
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
