import { decodeBase64 } from '@pawl/core'
import type { TelemetryStore } from '../platform/telemetry/index.ts'
import { readBlob } from './store/blobs.ts'

/** Media that was kept apart from its trace, by its SHA-256; null when it is gone. */
export const createReadMedia =
  (telemetry: TelemetryStore) =>
  async (project: string, sha256: string): Promise<Uint8Array | null> => {
    const row = await readBlob(telemetry, project, sha256)
    return row === undefined ? null : (decodeBase64(row.bytes) ?? null)
  }
