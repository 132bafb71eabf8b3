import type { Attributes, AttributeValue } from '@pawl/core'
import type { ReadDeps } from './read-deps.ts'
import { readBlobs } from './store/blobs.ts'

const reference = /pawl-blob:([0-9a-f]{64});[\w.+-]+\/[\w.+-]+;(\d{1,15})/g

function mediaIn(value: AttributeValue): readonly RegExpExecArray[] {
  if (typeof value === 'string') return value.includes('pawl-blob:') ? [...value.matchAll(reference)] : []
  if (value instanceof Map) return [...(value as Attributes).values()].flatMap(mediaIn)
  return Array.isArray(value) ? value.flatMap(mediaIn) : []
}

/** Bytes of the media that these attributes refer to. */
export const mediaBytes = (attributes: Attributes): number =>
  mediaIn(attributes).reduce((sum, [, , bytes]) => sum + Number(bytes), 0)

/** Reads the media that these contents refer to, at once. */
export async function blobReader(
  { telemetry }: Pick<ReadDeps, 'telemetry'>,
  project: string,
  contents: readonly Attributes[],
) {
  const addresses = new Set(contents.flatMap(mediaIn).map(([, sha256]) => sha256 ?? ''))
  const blobs = await readBlobs(telemetry, project, [...addresses])
  return (sha256: string): Uint8Array | undefined => {
    const bytes = blobs.get(sha256)
    return bytes === undefined ? undefined : new Uint8Array(Buffer.from(bytes, 'base64'))
  }
}
