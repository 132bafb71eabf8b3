/** Media that was moved out of a span: `pawl-blob:<sha256>;<mime>;<bytes>`, and how it was written unless as a data: URL. */
export interface BlobReference {
  readonly sha256: string
  readonly mimeType: string
  readonly bytes: number
}

const pattern = /^pawl-blob:([0-9a-f]{64});([\w.+-]+\/[\w.+-]+)?;(\d{1,15})(?:;[a-z0-9-]{1,20})?$/

export function parseBlobReference(text: string): BlobReference | undefined {
  const match = pattern.exec(text)
  if (!match) return undefined
  return { sha256: match[1] ?? '', mimeType: match[2] ?? 'application/octet-stream', bytes: Number(match[3]) }
}

// Not SVG: a picture that is a document of its own is offered as a file only.
const drawable = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif'])

export const isDrawable = (mimeType: string): boolean => drawable.has(mimeType)
