import type { MessagePart } from '../canonical-span.ts'

/** What is known of a piece of media besides its bytes or address. */
export interface MediaHint {
  readonly mimeType?: string | undefined
  readonly modality?: string | undefined
}

const langfuseToken = /^@@@langfuseMedia:(?:type=([^|@]*))?/

/**
 * A part for media given as a `data:` URL (blob), an address (uri), a Langfuse media token (uri: its bytes went to
 * Langfuse's own API) or bare base64 (blob).
 */
export function mediaPart(source: string, hint: MediaHint): MessagePart {
  if (source.startsWith('data:')) return dataUrlPart(source, hint)
  if (source.startsWith('@@@langfuseMedia')) {
    return uriPart(source, { ...hint, mimeType: hint.mimeType ?? langfuseToken.exec(source)?.[1] })
  }
  return isAddress(source) ? uriPart(source, hint) : blobPart(source, hint)
}

export function blobPart(content: string, { mimeType, modality }: MediaHint): MessagePart {
  const part = { type: 'blob' as const, modality: modality ?? modalityOf(mimeType), content }
  return mimeType === undefined ? part : { ...part, mime_type: mimeType }
}

export function uriPart(uri: string, { mimeType, modality }: MediaHint): MessagePart {
  const part = { type: 'uri' as const, modality: modality ?? modalityOf(mimeType), uri }
  return mimeType === undefined ? part : { ...part, mime_type: mimeType }
}

export function filePart(fileId: string, { mimeType, modality }: MediaHint): MessagePart {
  return {
    type: 'file',
    file_id: fileId,
    ...(modality !== undefined && { modality }),
    ...(mimeType !== undefined && { mime_type: mimeType }),
  }
}

function dataUrlPart(source: string, hint: MediaHint): MessagePart {
  const comma = source.indexOf(',')
  const head = comma < 0 ? '' : source.slice('data:'.length, comma)
  if (!head.endsWith(';base64')) return uriPart(source, hint)
  const mimeType = head.slice(0, head.indexOf(';')) || hint.mimeType
  return blobPart(source.slice(comma + 1), { mimeType, modality: hint.modality })
}

function isAddress(source: string): boolean {
  const colon = source.indexOf('://')
  return colon > 0 && colon < 12
}

function modalityOf(mimeType: string | undefined): string {
  const slash = mimeType?.indexOf('/') ?? -1
  const top = mimeType?.slice(0, slash)
  if (top === 'image' || top === 'audio' || top === 'video') return top
  return mimeType === undefined ? 'image' : 'document'
}
