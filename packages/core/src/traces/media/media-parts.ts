import { mimePattern } from './media-reference.ts'

/** Reads a sibling of the value in question: of a JSON object or of a map attribute. */
export type ReadSibling = (key: string) => unknown

const mimeKeys = ['mime_type', 'mimeType', 'media_type', 'mediaType']
const unknownMime = 'application/octet-stream'

/** Part types whose base64 is bytes even where no MIME type is given. */
const mediaTypes: ReadonlySet<unknown> = new Set([
  'blob',
  'base64',
  'binary',
  'image',
  'audio',
  'video',
  'file',
  'document',
])
/** Fields that hold the base64 of such a part, from OTel (`content`), ADK, OpenAI, Anthropic, Gemini (`data`) and AI SDK. */
const contentKeys: ReadonlySet<string> = new Set(['content', 'data', 'b64_json', 'image', 'audio', 'file', 'bytes'])

/** The MIME type of a base64 value by the object it stands in, or undefined when that is no media part. */
export function mimeTypeOfPart(key: string, sibling: ReadSibling): string | undefined {
  if (!contentKeys.has(key)) return undefined
  for (const mimeKey of mimeKeys) {
    const mime = sibling(mimeKey)
    if (typeof mime === 'string' && mimePattern.test(mime)) return mime
  }
  if (key === 'b64_json') return 'image/png'
  const format = sibling('format')
  // OpenAI's input_audio: { data, format: "wav" }.
  if (typeof format === 'string' && /^\w+$/.test(format)) return `audio/${format}`
  return mediaTypes.has(sibling('type')) ? unknownMime : undefined
}

/** The MIME type next to bytes in a map attribute. */
export function mimeTypeOfBytes(sibling: ReadSibling): string {
  return mimeTypeOfPart('data', sibling) ?? unknownMime
}
