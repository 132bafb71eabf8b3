import type { Attributes, AttributeValue } from '../otlp/index.ts'
import { type Base64Run, findBase64Runs, longestInlineBase64 } from './find-base64-runs.ts'
import { findMediaRuns } from './find-media-runs.ts'
import { mimeTypeOfBytes, mimeTypeOfPart, type ReadSibling } from './media-parts.ts'
import { formatReference, type MediaForm, readBase64 } from './media-reference.ts'

/** Bytes that a reference stands for. */
export interface MediaBlob {
  readonly sha256: string
  readonly mimeType: string
  readonly bytes: Uint8Array
}

export interface OffloadedMedia {
  readonly attributes: Attributes
  /** Each distinct content once. */
  readonly blobs: readonly MediaBlob[]
}

const nothing: readonly MediaBlob[] = []
const noSibling: ReadSibling = () => undefined

/**
 * Takes base64 media of more than 8,192 characters out of attributes: `data:` URLs anywhere in a text, the base64 of
 * media parts in JSON or in maps, and bytes attributes. Each leaves a reference (`formatReference`) behind; JSON stays
 * JSON, and `restoreMedia` gives back the exact attributes. The same object comes back when there is nothing to take.
 *
 * `hash` is SHA-256 in lower-case hex.
 */
export function offloadMedia(attributes: Attributes, hash: (bytes: Uint8Array) => string): OffloadedMedia {
  if (!hasLongValue(attributes)) return { attributes, blobs: nothing }
  const offloading = new Offloading(hash)
  const slim = offloading.attributes(attributes)
  return { attributes: slim, blobs: [...offloading.blobs.values()] }
}

function hasLongValue(attributes: Attributes): boolean {
  for (const value of attributes.values()) if (isLong(value)) return true
  return false
}

function isLong(value: AttributeValue): boolean {
  if (typeof value === 'string') return value.length > longestInlineBase64
  if (typeof value !== 'object' || value === null) return false
  if (value instanceof Uint8Array) return value.length > longestInlineBase64
  if (value instanceof Map) return hasLongValue(value)
  return Array.isArray(value) && value.some(isLong)
}

class Offloading {
  readonly blobs = new Map<string, MediaBlob>()
  private readonly hash: (bytes: Uint8Array) => string

  constructor(hash: (bytes: Uint8Array) => string) {
    this.hash = hash
  }

  attributes(attributes: Attributes): Attributes {
    let changed: Map<string, AttributeValue> | undefined
    const sibling: ReadSibling = (key) => attributes.get(key)
    for (const [key, value] of attributes) {
      if (!isLong(value)) continue
      const slim = this.value(value, key, sibling)
      if (slim === value) continue
      changed ??= new Map(attributes)
      changed.set(key, slim)
    }
    return changed ?? attributes
  }

  private value(value: AttributeValue, key: string, sibling: ReadSibling): AttributeValue {
    if (typeof value === 'string') return this.text(value, mimeTypeOfPart(key, sibling))
    if (value instanceof Uint8Array) {
      return value.length > longestInlineBase64 ? this.keep(value, mimeTypeOfBytes(sibling), 'bytes') : value
    }
    if (value instanceof Map) return this.attributes(value)
    if (!Array.isArray(value)) return value
    const items = value as readonly AttributeValue[]
    const slim = items.map((item) => (isLong(item) ? this.value(item, '', noSibling) : item))
    return slim.some((item, i) => item !== items[i]) ? slim : value
  }

  /** `partMime` is set when the text is the content of a media part. */
  private text(text: string, partMime: string | undefined): string {
    const runs = findBase64Runs(text)
    if (runs.length === 0) return text
    const only = runs[0]
    if (partMime !== undefined && only?.start === 0 && only.end === text.length) {
      return this.reference(text, only, { mimeType: partMime }) ?? text
    }
    let slim = ''
    let from = 0
    for (const run of findMediaRuns(text, runs)) {
      const reference = this.reference(text, run, run)
      if (reference === undefined) continue
      slim += text.slice(from, run.urlStart ?? run.start) + reference
      from = run.end
    }
    return from === 0 ? text : slim + text.slice(from)
  }

  /** The reference to a run's bytes; undefined for base64 that could not be written again as it was. */
  private reference(
    text: string,
    run: Base64Run,
    media: { readonly mimeType: string; readonly urlStart?: number },
  ): string | undefined {
    // These would read on into the reference.
    if (/[\w;]/.test(text.charAt(run.end))) return undefined
    const read = readBase64(text.slice(run.start, run.end))
    if (read === undefined) return undefined
    if (media.urlStart === undefined) return this.keep(read.bytes, media.mimeType, read.form)
    const header = text.slice(media.urlStart, run.start)
    const isPlain = read.form === 'base64' && header === `data:${media.mimeType};base64,`
    if (isPlain) return this.keep(read.bytes, media.mimeType, 'data-url')
    return header + this.keep(read.bytes, media.mimeType, read.form)
  }

  private keep(bytes: Uint8Array, mimeType: string, form: MediaForm): string {
    const sha256 = this.hash(bytes)
    if (!this.blobs.has(sha256)) this.blobs.set(sha256, { sha256, mimeType, bytes })
    return formatReference({ sha256, mimeType, byteLength: bytes.length, form })
  }
}
