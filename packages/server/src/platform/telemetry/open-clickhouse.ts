import { Readable } from 'node:stream'
import { createClient } from '@clickhouse/client'
import { ClickHouseTelemetry } from './clickhouse-telemetry.ts'
import { insertSettings } from './open-chdb.ts'
import type { TelemetryStore } from './telemetry-store.ts'

/** Opens a ClickHouse server by URL: `http://user:password@host:8123/database`. */
export function openClickHouse(url: string): TelemetryStore {
  const location = new URL(url)
  location.password = ''
  return new ClickHouseTelemetry({
    engine: 'clickhouse',
    location: location.toString(),
    connect: () => createClient({ url, request_timeout: 600_000, keep_alive: { enabled: true } }),
    async *streamText(client, statement) {
      const result = await client.exec({ query: `${statement}\nFORMAT JSONEachRow` })
      const decoder = new TextDecoder()
      for await (const chunk of result.stream) yield decoder.decode(chunk as Uint8Array, { stream: true })
    },
    async insertRows(client, insert) {
      await client.insert({
        table: insert.table,
        columns: [...insert.columns] as [string, ...string[]],
        values: Readable.from([Buffer.from(insert.rows.buffer, insert.rows.byteOffset, insert.rows.byteLength)], {
          objectMode: false,
        }),
        format: 'JSONCompactEachRow',
        clickhouse_settings: { ...insertSettings },
      })
    },
    afterClose: () => Promise.resolve(),
  })
}
