import { BandTable } from './band-table.ts'
import { bandKey, bands, minHash, minima } from './min-hash.ts'
import { jaccard, normaliseText, shingleHashes, shingles } from './shingles.ts'

/** From this Jaccard similarity of shingles on, two texts are near duplicates. */
export const nearDuplicateSimilarity = 0.8

export interface FoundDuplicate {
  /** The number that `add` gave. */
  readonly row: number
  /** 1 when the normalised texts are equal or have the same shingles. */
  readonly similarity: number
}

/** What an index knows a text by: made once, used for looking and for adding. */
export type TextSignature = Int32Array

export const textSignature = (text: string): TextSignature => minHash(shingleHashes(normaliseText(text)))

/**
 * Near duplicates among texts by MinHash and banding, then by exact Jaccard similarity. Holds no text: 425 to 850
 * bytes a row in typed arrays, whatever its length. `textOf` gives the text of a row by its number and is asked for likely
 * duplicates only. Where texts must be fetched first, use `candidates` and `shingleSimilarity`.
 */
export class DuplicateIndex {
  private readonly textOf: (row: number) => string
  private readonly table = new BandTable(bands)
  /** The lowest byte of each minimum: enough to dismiss most candidates without their text. */
  private digests = new Uint8Array(minima * 64)
  /** Numbers of removed rows, which are given again. */
  private readonly free: number[] = []
  private count = 0

  constructor(textOf: (row: number) => string) {
    this.textOf = textOf
  }

  /** How many rows are in it. */
  get size(): number {
    return this.count - this.free.length
  }

  /** Bytes held in typed arrays. */
  get byteLength(): number {
    return this.table.byteLength + this.digests.byteLength
  }

  /** Adds a text and returns its number: 0 for the first, 1 for the second, …, and numbers of removed rows before new ones. */
  add(text: string): number {
    return this.addSignature(textSignature(text))
  }

  /** The row is no longer found, and its number may be given again. Call it once for a row; quickest for the newest. */
  remove(row: number): void {
    this.table.remove(row)
    this.free.push(row)
  }

  /** Rows at least .8 similar to the text, the most similar first, at most `limit`. */
  find(text: string, limit = 10): readonly FoundDuplicate[] {
    const normalised = normaliseText(text)
    return this.confirm(normalised, minHash(shingleHashes(normalised)), limit)
  }

  /** As `find`, then `add`, hashing the text once. */
  findAndAdd(text: string, limit = 10): { readonly row: number; readonly duplicates: readonly FoundDuplicate[] } {
    const normalised = normaliseText(text)
    const signature = minHash(shingleHashes(normalised))
    const duplicates = this.confirm(normalised, signature, limit)
    return { row: this.addSignature(signature), duplicates }
  }

  /** Rows that are likely to be as similar, the likeliest first. Misses one in 20,000 at a similarity of .8. */
  candidates(signature: TextSignature): readonly number[] {
    return this.likely(signature, mostExamined)
  }

  /** As `candidates` for whoever is to add a row and must not wait: where thousands share a template, fewer of them are looked at. */
  fewCandidates(signature: TextSignature): readonly number[] {
    return this.likely(signature, 16, mostExaminedWhenAdding)
  }

  private confirm(normalised: string, signature: Int32Array, limit: number): readonly FoundDuplicate[] {
    const likely = this.likely(signature, 2 * limit)
    if (likely.length === 0) return []
    const own = shingles(normalised)
    const found: FoundDuplicate[] = []
    let misses = 0
    for (const row of likely) {
      const similarity = jaccard(own, shingles(normaliseText(this.textOf(row))))
      if (similarity >= nearDuplicateSimilarity) found.push({ row, similarity })
      misses = similarity >= nearDuplicateSimilarity ? 0 : misses + 1
      // Likely ones come first, so the rest would rarely be better.
      if (found.length === 2 * limit || misses === mostMisses) break
    }
    found.sort((a, b) => b.similarity - a.similarity || a.row - b.row)
    return found.slice(0, limit)
  }

  /** Looks no further once `enough` rows agree in every minimum: nothing is more similar than they are. */
  private likely(signature: Int32Array, enough: number, most = mostExamined): readonly number[] {
    const agreements = new Map<number, number>()
    let equal = 0
    const isDone = () => equal >= enough || agreements.size >= most
    for (let band = 0; band < bands && !isDone(); band++) {
      this.table.forEach(bandKey(signature, band), (row) => {
        if (agreements.has(row)) return true
        const agreement = this.agreement(row, signature)
        agreements.set(row, agreement)
        if (agreement === minima) equal++
        return !isDone()
      })
    }
    const likely = [...agreements].filter(([, agreement]) => agreement >= fewestAgreeing)
    return likely.sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([row]) => row)
  }

  private agreement(row: number, signature: Int32Array): number {
    const from = row * minima
    let agreeing = 0
    for (let i = 0; i < minima; i++) if (this.digests[from + i] === ((signature[i] as number) & 255)) agreeing++
    return agreeing
  }

  /** As `add`. */
  addSignature(signature: TextSignature): number {
    const row = this.free.pop() ?? this.count++
    this.digests = withRoom(this.digests, (row + 1) * minima)
    const from = row * minima
    for (let i = 0; i < minima; i++) this.digests[from + i] = (signature[i] as number) & 255
    const keys = new Int32Array(bands)
    for (let band = 0; band < bands; band++) keys[band] = bandKey(signature, band)
    this.table.add(row, keys)
    return row
  }
}

/** Of texts with a long common part thousands may share a band; beyond this the answer names the newest of them. */
const mostExamined = 4096
/** Adding a row must not cost what a person may wait for: ten times as much as hashing it. */
const mostExaminedWhenAdding = 512

/** Such texts are likely ones that then turn out just too different: after so many in a row no more are read. */
const mostMisses = 32

/** Four standard deviations below the agreement that is expected of 125 minima at a similarity of .8: 1 in 30,000 is lost. */
const fewestAgreeing = Math.floor(minima * nearDuplicateSimilarity - 4 * Math.sqrt(minima * 0.8 * 0.2))

function withRoom(bytes: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> {
  if (length <= bytes.length) return bytes
  const larger = new Uint8Array(Math.max(length, bytes.length * 2))
  larger.set(bytes)
  return larger
}
