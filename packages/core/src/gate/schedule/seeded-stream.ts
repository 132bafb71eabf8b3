import { hashText } from '../../traces/index.ts'

/**
 * A stream of numbers in [0, 1) that depends on nothing but the text (Doty-Humphrey's sfc32, seeded with four hashes and
 * run in): the order of trials is the same wherever and whenever it is worked out.
 */
export function seededStream(seed: string): () => number {
  let [a, b, c, count] = [hashText(`1:${seed}`), hashText(`2:${seed}`), hashText(`3:${seed}`), 1]
  const next = (): number => {
    const mixed = (((a + b) | 0) + count) | 0
    count = (count + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + mixed) | 0
    return (mixed >>> 0) / 2 ** 32
  }
  for (let round = 0; round < 12; round++) next()
  return next
}

/** The numbers 0 to count − 1 in an order that depends on nothing but the text (Fisher–Yates). */
export function seededOrder(count: number, seed: string): Int32Array {
  const next = seededStream(seed)
  const order = Int32Array.from({ length: count }, (_, index) => index)
  for (let at = count - 1; at > 0; at--) {
    const other = Math.floor(next() * (at + 1))
    const held = order[at] ?? 0
    order[at] = order[other] ?? 0
    order[other] = held
  }
  return order
}
