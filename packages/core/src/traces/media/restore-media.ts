import type { Attributes, AttributeValue } from '../otlp/index.ts'
import { type MediaReference, parseReference, referenceOf, referencePattern, writeBase64 } from './media-reference.ts'

type GetBlob = (sha256: string) => Uint8Array | undefined

/**
 * Puts media back where `offloadMedia` took it out. A reference whose blob `getBlob` does not have (or not of that
 * length) stays as it is. The same object comes back when there is nothing to restore.
 */
export function restoreMedia(attributes: Attributes, getBlob: GetBlob): Attributes {
  let changed: Map<string, AttributeValue> | undefined
  for (const [key, value] of attributes) {
    const restored = restoreValue(value, getBlob)
    if (restored === value) continue
    changed ??= new Map(attributes)
    changed.set(key, restored)
  }
  return changed ?? attributes
}

function restoreValue(value: AttributeValue, getBlob: GetBlob): AttributeValue {
  if (typeof value === 'string') return value.includes('pawl-blob:') ? restoreText(value, getBlob) : value
  if (value instanceof Map) return restoreMedia(value, getBlob)
  if (!Array.isArray(value)) return value
  const items = value as readonly AttributeValue[]
  const restored = items.map((item) => restoreValue(item, getBlob))
  return restored.some((item, i) => item !== items[i]) ? restored : value
}

function restoreText(text: string, getBlob: GetBlob): string | Uint8Array {
  const whole = parseReference(text)
  if (whole?.form === 'bytes') return blobOf(whole, getBlob) ?? text
  let restored = ''
  let from = 0
  for (const match of text.matchAll(referencePattern)) {
    const content = restoreReference(referenceOf(match), getBlob)
    if (content === undefined) continue
    restored += text.slice(from, match.index) + content
    from = match.index + match[0].length
  }
  return from === 0 ? text : restored + text.slice(from)
}

function restoreReference(reference: MediaReference, getBlob: GetBlob): string | undefined {
  const { form, mimeType } = reference
  const bytes = form === 'bytes' ? undefined : blobOf(reference, getBlob)
  if (bytes === undefined || form === 'bytes') return undefined
  return form === 'data-url' ? `data:${mimeType};base64,${writeBase64(bytes, 'base64')}` : writeBase64(bytes, form)
}

function blobOf(reference: MediaReference, getBlob: GetBlob): Uint8Array | undefined {
  const bytes = getBlob(reference.sha256)
  return bytes?.length === reference.byteLength ? bytes : undefined
}
