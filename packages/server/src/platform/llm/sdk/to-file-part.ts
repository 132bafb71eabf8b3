import { AppError, decodeBase64, encodeBase64, isKnownPart, type MessagePart, parseMediaReference } from '@pawl/core'
import type { SdkMessage } from './sdk-types.ts'

/** Media that is kept apart from its trace, by the SHA-256 in its reference; null when it is gone. */
export type ReadMedia = (sha256: string) => Promise<Uint8Array | null>

type FilePart = Extract<Extract<SdkMessage, { role: 'user' }>['content'][number], { type: 'file' }>

interface Place {
  readonly readMedia: ReadMedia
  readonly where: string
}

const anyOfModality: ReadonlyMap<string, string> = new Map([
  ['image', 'image/*'],
  ['audio', 'audio/*'],
])
const dataUrl = /^data:([\w.+-]+\/[\w.+-]+)?[^,]*;base64,(.*)$/is

/** An image or another file: base64, a `data:` URL, a URL that the provider fetches, or a reference to stored media. */
export async function toFilePart(part: MessagePart, { readMedia, where }: Place): Promise<FilePart> {
  if (isKnownPart(part) && part.type === 'blob') {
    const mediaType = part.mime_type ?? anyOfModality.get(part.modality)
    return fileOf(await contentOf(part.content, { readMedia, where }), { mediaType, where })
  }
  if (isKnownPart(part) && part.type === 'uri') {
    const mediaType = part.mime_type ?? anyOfModality.get(part.modality)
    const isInline = /^(data|pawl-blob):/i.test(part.uri)
    const content = isInline ? await contentOf(part.uri, { readMedia, where }) : { data: urlOf(part.uri, where) }
    return fileOf(content, { mediaType, where })
  }
  throw new AppError(
    'bad_request',
    `A message of the user cannot hold a part of type "${part.type}" when it is sent.`,
    {
      where,
      fix: 'Use text, images by URL and images as base64.',
    },
  )
}

interface Content {
  readonly data: string | URL
  readonly mediaType?: string | undefined
}

function fileOf(
  content: Content,
  { mediaType, where }: { readonly mediaType: string | undefined; readonly where: string },
): FilePart {
  const type = mediaType?.includes('*') === true ? (content.mediaType ?? mediaType) : (mediaType ?? content.mediaType)
  if (type !== undefined) return { type: 'file', data: content.data, mediaType: type }
  throw new AppError('bad_request', 'A file in a message does not say what it is.', {
    where,
    fix: 'Add its "mime_type", for example image/png.',
  })
}

async function contentOf(text: string, { readMedia, where }: Place): Promise<Content> {
  const reference = parseMediaReference(text)
  if (reference !== undefined) {
    const bytes = await readMedia(reference.sha256)
    if (bytes !== null) return { data: encodeBase64(bytes), mediaType: reference.mimeType }
    throw new AppError('bad_request', 'A message refers to media that is no longer stored.', {
      where,
      fix: 'Put the media into the message itself, as base64.',
    })
  }
  const [, mediaType, inUrl] = dataUrl.exec(text) ?? []
  const bytes = decodeBase64(inUrl ?? text)
  if (bytes !== undefined) return { data: encodeBase64(bytes), mediaType }
  throw new AppError('bad_request', 'The content of a file in a message is not base64.', { where })
}

function urlOf(text: string, where: string): URL {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return new URL(text)
  throw new AppError('bad_request', 'A file in a message has an address that no model can fetch.', {
    where,
    fix: 'Use an https:// URL, or put the file into the message as base64.',
  })
}
