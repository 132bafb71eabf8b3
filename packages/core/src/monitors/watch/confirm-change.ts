import type { WeightedValue } from '../detector/shift-detector.ts'
import { totalOf } from './observed-bins.ts'

/** Fewer on a side say nothing. */
const leastOnASide = 20
/** A permuted past that splits as well as the real one, in at most this share. */
const tolerated = 0.05
const permutations = 199
/** So many pieces are enough to tell a lasting change, and are quickly permuted. */
const mostPieces = 400

/**
 * A second test of a change: does some place part what was seen into two means further apart than chance does? By permutation of the best
 * split over all places, as E-divisive does it (Matteson and James 2014; Hunter, arXiv 2301.03034, for its use on performance figures):
 * it needs no reference, and pays for having searched. Pieces of several observations in a row are permuted whole, so that what comes in
 * bursts is not taken for more than it is.
 *
 * @param random from 0 to 1, seeded
 * @returns null while too little was seen on either side
 */
export function confirmChange(
  bins: readonly (readonly WeightedValue[])[],
  { index, random }: { readonly index: number; readonly random: () => number },
): boolean | null {
  const totals = bins.map(totalOf)
  const countOf = (part: readonly { readonly count: number }[]) => part.reduce((sum, { count }) => sum + count, 0)
  const [before, after] = [countOf(totals.slice(0, index)), countOf(totals.slice(index))]
  if (before < leastOnASide || after < leastOnASide) return null
  const size = Math.max(1, Math.ceil((before + after) / mostPieces))
  const pieces = piecesOf(totals, size)
  const real = bestSplit(pieces)
  let asGood = 1
  for (let round = 0; round < permutations; round++) {
    if (bestSplit(shuffled(pieces, random)) >= real) asGood++
  }
  return asGood / (permutations + 1) <= tolerated
}

interface Piece {
  readonly sum: number
  readonly count: number
}

function piecesOf(totals: readonly Piece[], size: number): Piece[] {
  const pieces: Piece[] = []
  let open = { sum: 0, count: 0 }
  for (const { sum, count } of totals) {
    open = { sum: open.sum + sum, count: open.count + count }
    if (open.count < size) continue
    pieces.push(open)
    open = { sum: 0, count: 0 }
  }
  if (open.count > 0) pieces.push(open)
  return pieces
}

/** The largest difference of means of two parts, each weighed by its size: n₁n₂/(n₁+n₂)·(m₁−m₂)². */
function bestSplit(pieces: readonly Piece[]): number {
  const whole = { sum: 0, count: 0 }
  for (const { sum, count } of pieces) {
    whole.sum += sum
    whole.count += count
  }
  let [sum, count, best] = [0, 0, 0]
  for (const piece of pieces) {
    sum += piece.sum
    count += piece.count
    const [rest, others] = [whole.sum - sum, whole.count - count]
    if (count < leastOnASide || others < leastOnASide) continue
    best = Math.max(best, ((count * others) / whole.count) * (sum / count - rest / others) ** 2)
  }
  return best
}

function shuffled(pieces: readonly Piece[], random: () => number): Piece[] {
  const all = [...pieces]
  for (let last = all.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1))
    const [a, b] = [all[last], all[other]]
    if (a === undefined || b === undefined) continue
    all[last] = b
    all[other] = a
  }
  return all
}
