/** Bytes of randomness that a key needs; five bits of each are used: 160 bits. */
export const apiKeyRandomBytes = 32

// 32 characters, so that five bits of a byte pick one without bias; no i, l, o, u, which are misread.
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
const keyPattern = /^pawl_([a-z0-9]{1,16})_([0-9a-hjkmnp-tv-z]{32})$/

/**
 * A key that says where it belongs: `pawl_<project, letters and digits only>_<random>`. `random` must be
 * `apiKeyRandomBytes` bytes of a cryptographic source.
 *
 * @throws RangeError when `random` is shorter
 */
export function formatApiKey(projectName: string, random: Uint8Array): string {
  if (random.length < apiKeyRandomBytes) {
    throw new RangeError(`a key needs ${apiKeyRandomBytes} random bytes, got ${random.length}`)
  }
  const label = projectName.replaceAll(/[^a-z0-9]/g, '').slice(0, 16) || 'project'
  const secret = Array.from(random.subarray(0, apiKeyRandomBytes), (byte) => alphabet[byte & 31]).join('')
  return `pawl_${label}_${secret}`
}

export interface ParsedApiKey {
  readonly key: string
  /** The part that may be shown and stored: it names the key and does not open anything. */
  readonly prefix: string
}

/** The key in a text, or null when the text has not the form of one. */
export function parseApiKey(text: string): ParsedApiKey | null {
  const key = text.trim()
  const match = keyPattern.exec(key)
  if (match === null) return null
  const [, label = '', secret = ''] = match
  return { key, prefix: `pawl_${label}_${secret.slice(0, 4)}` }
}
