import { hashText } from '../../traces/index.ts'

/** Length of a shingle, in UTF-16 code units. */
const shingleLength = 5

/** What does not make a text another one: case, width of characters, blanks. */
export function normaliseText(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()
}

/** The distinct runs of five characters of a normalised text; a shorter text is one shingle. */
export function shingles(normalised: string): ReadonlySet<string> {
  const found = new Set<string>()
  if (normalised.length <= shingleLength) return found.add(normalised)
  for (let at = 0; at + shingleLength <= normalised.length; at++) found.add(normalised.slice(at, at + shingleLength))
  return found
}

/** Shared shingles over all shingles: 1 for texts that differ only in case and blanks, 0 for texts with nothing in common. */
export function shingleSimilarity(a: string, b: string): number {
  return jaccard(shingles(normaliseText(a)), shingles(normaliseText(b)))
}

export function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a]
  let shared = 0
  for (const shingle of small) if (large.has(shingle)) shared++
  return shared / (a.size + b.size - shared)
}

/** A 32-bit hash of each shingle, in order, repeated ones included: minima do not mind them. */
export function shingleHashes(normalised: string): Int32Array {
  const length = normalised.length
  if (length <= shingleLength) return Int32Array.of(hashText(normalised))
  const hashes = new Int32Array(length - shingleLength + 1)
  for (let at = 0; at < hashes.length; at++) hashes[at] = hashText(normalised, at, at + shingleLength)
  return hashes
}
