import { AppError } from '@pawl/core'
import type { ReadDeps } from './read-deps.ts'
import { readBlob } from './store/blobs.ts'

export interface Blob {
  readonly mimeType: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** @throws AppError `not_found` */
export async function getBlob(deps: Pick<ReadDeps, 'telemetry'>, project: string, sha256: string): Promise<Blob> {
  const row = await readBlob(deps.telemetry, project, sha256)
  if (row === undefined) {
    throw new AppError('not_found', 'There is no media with this address in the project.', {
      fix: 'It goes with the last trace that refers to it.',
    })
  }
  return { mimeType: row.mime_type, bytes: new Uint8Array(Buffer.from(row.bytes, 'base64')) }
}
