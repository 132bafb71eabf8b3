/**
 * 25 bands of 5 minima: a pair with Jaccard .8 shares a band with probability 1 − (1 − .8⁵)²⁵ = .99995, one with .3 in
 * 6 % (Leskovec, Rajaraman, Ullman: Mining of Massive Datasets, 3.4).
 */
export const bands = 25
const rowsPerBand = 5
export const minima = bands * rowsPerBand

// Fixed for good: indexes built by different processes must agree.
const seeds = new Int32Array(minima)
const multipliers = new Int32Array(minima)
let state = 0x9e3779b9
for (let i = 0; i < minima; i++) {
  seeds[i] = nextState()
  multipliers[i] = nextState() | 1
}

function nextState(): number {
  state = (state + 0x6d2b79f5) | 0
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return mixed ^ (mixed >>> 14)
}

/** Broder's MinHash: the share of equal minima of two texts estimates the Jaccard similarity of their shingles. */
export function minHash(hashes: Int32Array): Int32Array {
  const signature = new Int32Array(minima)
  for (let i = 0; i < minima; i++) {
    const seed = seeds[i] as number
    const multiplier = multipliers[i] as number
    let least = 0x7fffffff
    for (let at = 0; at < hashes.length; at++) {
      const product = Math.imul((hashes[at] as number) ^ seed, multiplier)
      const value = product ^ (product >>> 15)
      if (value < least) least = value
    }
    signature[i] = least
  }
  return signature
}

/** One number for the minima of a band; the band's own number is part of it, so that bands can share one table. */
export function bandKey(signature: Int32Array, band: number): number {
  let key = Math.imul(band + 1, 0x9e3779b1)
  for (let i = band * rowsPerBand; i < (band + 1) * rowsPerBand; i++) {
    key = Math.imul(key ^ (signature[i] as number), 0x85ebca6b)
    key ^= key >>> 13
  }
  return Math.imul(key, 0xc2b2ae35) ^ (key >>> 16)
}
