import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'

const ivBytes = 12
const tagBytes = 16

/** Encrypts short texts with AES-256-GCM. What a text is for is bound to it: moved to another place it does not open. */
export interface SecretBox {
  /** Names the key without telling anything of it: the same key, the same name. */
  readonly keyId: string
  seal(text: string, purpose: string): string
  /** Null when it was sealed with another key or for another purpose, or was changed. */
  open(sealed: string, purpose: string): string | null
}

/** @param secret at least 16 characters; a long random one, for nothing slows down guessing */
export function createSecretBox(secret: string): SecretBox {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'pawl provider keys', 32))
  return {
    keyId: createHash('sha256').update('pawl key id').update(key).digest('hex').slice(0, 12),
    seal(text, purpose) {
      const iv = randomBytes(ivBytes)
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(purpose))
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64')
    },
    open(sealed, purpose) {
      const bytes = Buffer.from(sealed, 'base64')
      if (bytes.byteLength < ivBytes + tagBytes) return null
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivBytes))
      decipher.setAAD(Buffer.from(purpose)).setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes))
      try {
        const text = Buffer.concat([decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()])
        return text.toString('utf8')
      } catch {
        return null
      }
    },
  }
}
