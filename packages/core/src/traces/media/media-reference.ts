import { decodeBase64, encodeBase64 } from '../otlp/index.ts'

/**
 * How the bytes stood in the content: as a whole `data:` URL, as one of four ways to write base64, or as a bytes
 * attribute.
 */
export type MediaForm = 'data-url' | 'base64' | 'base64-nopad' | 'base64url' | 'base64url-nopad' | 'bytes'

export interface MediaReference {
  readonly sha256: string
  readonly mimeType: string
  readonly byteLength: number
  readonly form: MediaForm
}

const textForms = ['base64', 'base64-nopad', 'base64url', 'base64url-nopad'] as const
type TextForm = (typeof textForms)[number]

const mime = '[\\w.+-]+/[\\w.+-]+'
export const mimePattern = new RegExp(`^${mime}$`)

/** Finds references in a text; groups: SHA-256, MIME type, byte length, form (absent for a data URL). */
export const referencePattern = new RegExp(
  `pawl-blob:([0-9a-f]{64});(${mime});(\\d{1,15})(?:;(base64url-nopad|base64url|base64-nopad|base64|bytes))?`,
  'g',
)

/** `pawl-blob:<sha256>;<mime>;<byteLength>` stands for a `data:` URL; other forms add `;<form>`. */
export function formatReference({ sha256, mimeType, byteLength, form }: MediaReference): string {
  return `pawl-blob:${sha256};${mimeType};${byteLength}${form === 'data-url' ? '' : `;${form}`}`
}

/** A reference that makes up the whole text, or undefined. */
export function parseReference(text: string): MediaReference | undefined {
  if (!text.startsWith('pawl-blob:')) return undefined
  const [match] = text.matchAll(referencePattern)
  return match?.[0] === text ? referenceOf(match) : undefined
}

export function referenceOf(match: RegExpExecArray): MediaReference {
  const [, sha256 = '', mimeType = '', byteLength = '', form] = match
  return { sha256, mimeType, byteLength: Number(byteLength), form: (form as MediaForm | undefined) ?? 'data-url' }
}

/** The bytes of a base64 text and the form that writes exactly this text again; undefined when no form does. */
export function readBase64(text: string): { readonly bytes: Uint8Array; readonly form: TextForm } | undefined {
  const bytes = decodeBase64(text)
  if (bytes === undefined) return undefined
  const standard = encodeBase64(bytes)
  const form = textForms.find((candidate) => inForm(standard, candidate) === text)
  return form === undefined ? undefined : { bytes, form }
}

export function writeBase64(bytes: Uint8Array, form: TextForm): string {
  return inForm(encodeBase64(bytes), form)
}

function inForm(standard: string, form: TextForm): string {
  const alphabet = form.startsWith('base64url') ? standard.replaceAll('+', '-').replaceAll('/', '_') : standard
  return form.endsWith('-nopad') ? alphabet.replace(/=+$/, '') : alphabet
}
