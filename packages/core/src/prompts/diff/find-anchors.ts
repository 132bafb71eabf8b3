import type { Gap, Match } from './find-matches.ts'

/** Tokens that each side of a stretch holds exactly once, as many as stand in the same order on both. */
export function findAnchors(before: Int32Array, after: Int32Array, gap: Gap): readonly Match[] {
  const inBefore = placesOfSingles(before, gap.beforeStart, gap.beforeEnd)
  const inAfter = placesOfSingles(after, gap.afterStart, gap.afterEnd)
  const shared: Match[] = []
  for (const [token, beforeAt] of inBefore) {
    const afterAt = inAfter.get(token)
    if (beforeAt >= 0 && afterAt !== undefined && afterAt >= 0) shared.push([beforeAt, afterAt])
  }
  shared.sort(([a], [b]) => a - b)
  return longestRising(shared)
}

const repeated = -1

function placesOfSingles(tokens: Int32Array, start: number, end: number): Map<number, number> {
  const places = new Map<number, number>()
  for (let at = start; at < end; at++) {
    const token = tokens[at] ?? 0
    places.set(token, places.has(token) ? repeated : at)
  }
  return places
}

/** The longest subsequence whose second members rise, by patience sorting. */
function longestRising(matches: readonly Match[]): readonly Match[] {
  const piles: number[] = []
  const previous = new Int32Array(matches.length)
  for (const [index, [, afterAt]] of matches.entries()) {
    let low = 0
    let high = piles.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((matches[piles[middle] ?? 0]?.[1] ?? 0) < afterAt) low = middle + 1
      else high = middle
    }
    previous[index] = low === 0 ? -1 : (piles[low - 1] ?? -1)
    piles[low] = index
  }
  const rising: Match[] = []
  for (let at = piles.at(-1) ?? -1; at >= 0; at = previous[at] ?? -1) {
    const match = matches[at]
    if (match !== undefined) rising.push(match)
  }
  return rising.reverse()
}
