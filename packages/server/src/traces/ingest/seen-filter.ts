/**
 * Answers "was this trace seen before?" with no false no: a chain of Bloom filters, each twice as large as the one
 * before (Almeida et al., "Scalable Bloom Filters", 2007). 16 bits an entry and 7 hashes give about 1 in 2,000 false
 * yeses, each of which costs one look-up in the store.
 */
export class SeenFilter {
  readonly #layers: { readonly bits: Uint32Array; readonly mask: number; room: number }[] = []
  #nextCapacity = 1 << 17

  has(key: string): boolean {
    const [first, second] = hashes(key)
    return this.#layers.some((layer) => contains(layer, first, second))
  }

  add(key: string): void {
    let layer = this.#layers.at(-1)
    if (layer === undefined || layer.room === 0) {
      const bitCount = this.#nextCapacity * 16
      layer = { bits: new Uint32Array(bitCount / 32), mask: bitCount - 1, room: this.#nextCapacity }
      this.#layers.push(layer)
      this.#nextCapacity *= 2
    }
    const [first, second] = hashes(key)
    for (let i = 0; i < 7; i++) {
      const bit = (first + Math.imul(i, second)) & layer.mask
      layer.bits[bit >>> 5] = (layer.bits[bit >>> 5] ?? 0) | (1 << (bit & 31))
    }
    layer.room--
  }
}

function contains(
  layer: { readonly bits: Uint32Array; readonly mask: number },
  first: number,
  second: number,
): boolean {
  for (let i = 0; i < 7; i++) {
    const bit = (first + Math.imul(i, second)) & layer.mask
    if (((layer.bits[bit >>> 5] ?? 0) & (1 << (bit & 31))) === 0) return false
  }
  return true
}

/** Two 32-bit hashes: FNV-1a over the key, each finished as in MurmurHash3; ids made by hand may be nearly alike. */
function hashes(key: string): readonly [number, number] {
  let a = 0x811c9dc5
  let b = 0x9747b28c
  for (let i = 0; i < key.length; i++) {
    const code = key.charCodeAt(i)
    a = Math.imul(a ^ code, 0x01000193)
    b = Math.imul(b ^ code, 0x5bd1e995)
  }
  return [finish(a), finish(b) | 1]
}

function finish(hash: number): number {
  let h = hash ^ (hash >>> 16)
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
