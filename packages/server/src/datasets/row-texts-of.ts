import { type RowFields, rowTexts, type TextSignature, textSignature } from '@pawl/core'
import { sha256 } from '../platform/hash/index.ts'

/** What is stored beside a row's fields to find and list it, in characters. */
const longestNear = 8192
const longestExpected = 2000

export interface StoredTexts {
  /** Equal for rows that test the same: 128 bits of SHA-256. */
  readonly identity: string
  readonly near: string
  readonly expected: string
}

/** Near duplicates are looked for in the first 8,192 characters of what an input says. */
export function storedTexts(fields: Pick<RowFields, 'input' | 'context' | 'expectedBehavior'>): StoredTexts {
  const { identity, near } = rowTexts(fields)
  return {
    identity: sha256(identity).slice(0, 32),
    near: storable(near, longestNear),
    expected: storable(fields.expectedBehavior, longestExpected),
  }
}

/** What duplicates of a row are found by. */
export interface DuplicateMarks {
  readonly texts: StoredTexts
  readonly signature: TextSignature
}

export function duplicateMarks(fields: Parameters<typeof storedTexts>[0]): DuplicateMarks {
  const texts = storedTexts(fields)
  return { texts, signature: textSignature(texts.near) }
}

/** PostgreSQL's text holds neither NUL nor half a surrogate pair. */
export function storable(text: string, longest = text.length): string {
  return text.slice(0, longest).replaceAll('\0', ' ').toWellFormed()
}
