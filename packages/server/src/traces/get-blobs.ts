import { decodeBase64 } from '@pawl/core'
import type { ReadDeps } from './read-deps.ts'
import { readBlobs } from './store/blobs.ts'

/** Media by address; those that are not there any more are missing. */
export async function getBlobs(
  { telemetry }: Pick<ReadDeps, 'telemetry'>,
  project: string,
  addresses: readonly string[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  const blobs = await readBlobs(telemetry, project, addresses)
  return new Map(
    [...blobs].flatMap(([sha256, text]) => {
      const bytes = decodeBase64(text)
      return bytes === undefined ? [] : [[sha256, bytes] as const]
    }),
  )
}
