import { Readable } from 'node:stream'
import { ClickHouseLogLevel, createClient } from '@clickhouse/client'
import { AppError } from '@pawl/core'
import { ClickHouseTelemetry } from './clickhouse-telemetry.ts'
import { clusterSettings, onCluster } from './on-cluster.ts'
import { insertSettingsText } from './open-chdb.ts'
import type { TelemetryStore } from './telemetry-store.ts'

/**
 * Opens a ClickHouse server by URL: `http://user:password@host:8123/database`. With a cluster, its tables are replicated and
 * spread over the cluster's shards, and the server is any one of it.
 */
export function openClickHouse(url: string, cluster: string | null = null): TelemetryStore {
  const location = new URL(url)
  location.password = ''
  return new ClickHouseTelemetry({
    engine: 'clickhouse',
    location: location.toString(),
    ...(cluster === null ? {} : { statementsOf: (statement: string) => onCluster(statement, cluster) }),
    connect: () =>
      createClient({
        url,
        request_timeout: 600_000,
        keep_alive: { enabled: true },
        ...(cluster === null ? {} : { clickhouse_settings: clusterSettings }),
        // Its messages quote what they could not insert; failures reach the caller as AppErrors.
        log: { level: ClickHouseLogLevel.OFF },
      }),
    async *streamText(client, statement) {
      const result = await client.exec({ query: `${statement}\nFORMAT JSONEachRow` })
      const decoder = new TextDecoder()
      for await (const chunk of result.stream) yield decoder.decode(chunk as Uint8Array, { stream: true })
    },
    async insertRows(client, insert) {
      const { rows } = insert
      if ('file' in rows) throw new AppError('internal', 'rows were laid down for a store that takes none')
      const bytes = Buffer.from(rows.buffer, rows.byteOffset, rows.byteLength)
      const { stream } = await client.exec({
        query: `INSERT INTO ${insert.table} (${insert.columns.join(', ')}) SETTINGS ${insertSettingsText} FORMAT ${insert.format}`,
        values: Readable.from([bytes], { objectMode: false }),
      })
      // The connection is free again only when the answer was read to its end.
      for await (const _ of stream);
    },
    afterClose: () => Promise.resolve(),
  })
}
