import { decodeUtf8 } from './utf8.ts'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const padding = 0x3d
const invalid = 255

const digitOf = new Uint8Array(128).fill(invalid)
const charOf = new Uint8Array(64)
for (let digit = 0; digit < 64; digit++) {
  const code = alphabet.charCodeAt(digit)
  charOf[digit] = code
  digitOf[code] = digit
}
digitOf['-'.charCodeAt(0)] = 62
digitOf['_'.charCodeAt(0)] = 63

/** Standard base64 with padding. */
export function encodeBase64(bytes: Uint8Array): string {
  const out = new Uint8Array(Math.ceil(bytes.length / 3) * 4)
  let at = 0
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i
    const word =
      ((bytes[i] as number) << 16) |
      ((left > 1 ? (bytes[i + 1] as number) : 0) << 8) |
      (left > 2 ? (bytes[i + 2] as number) : 0)
    out[at++] = charOf[word >> 18] as number
    out[at++] = charOf[(word >> 12) & 63] as number
    out[at++] = left > 1 ? (charOf[(word >> 6) & 63] as number) : padding
    out[at++] = left > 2 ? (charOf[word & 63] as number) : padding
  }
  return decodeUtf8(out)
}

/** Bytes of standard or URL-safe base64, padded or not (proto3 JSON allows all four); undefined for any other text. */
export function decodeBase64(text: string): Uint8Array | undefined {
  let length = text.length
  if (length % 4 === 0) {
    while (length > text.length - 2 && text.charCodeAt(length - 1) === padding) length--
  }
  if (length % 4 === 1) return undefined
  const out = new Uint8Array(Math.floor((length * 3) / 4))
  let at = 0
  let word = 0
  let bits = 0
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i)
    const digit = code < 128 ? (digitOf[code] as number) : invalid
    if (digit === invalid) return undefined
    word = ((word << 6) | digit) & 0xffffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      out[at++] = (word >> bits) & 0xff
    }
  }
  return out
}
