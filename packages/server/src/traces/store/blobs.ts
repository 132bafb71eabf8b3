import { sql, type TelemetryStore } from '../../platform/telemetry/index.ts'

export interface BlobRow {
  readonly mime_type: string
  readonly bytes: string
}

/** One piece of media, its bytes as base64. */
export async function readBlob(
  telemetry: TelemetryStore,
  project: string,
  sha256: string,
): Promise<BlobRow | undefined> {
  const [row] = await telemetry.query<BlobRow>(
    sql`SELECT mime_type, bytes FROM blobs FINAL WHERE project = ${project} AND sha256 = ${sha256}`,
    { kind: 'interactive' },
  )
  return row
}

/** Media by address, as base64. */
export async function readBlobs(
  telemetry: TelemetryStore,
  project: string,
  addresses: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (addresses.length === 0) return new Map()
  const rows = await telemetry.query<{ sha256: string; bytes: string }>(
    sql`SELECT sha256, bytes FROM blobs FINAL WHERE project = ${project} AND sha256 IN ${addresses}`,
    { kind: 'background' },
  )
  return new Map(rows.map((row) => [row.sha256, row.bytes]))
}
