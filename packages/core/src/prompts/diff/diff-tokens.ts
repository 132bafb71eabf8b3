/** A stretch of two token lists: equal, or taken out of the first and put in from the second. */
export interface TokenRange {
  readonly equal: boolean
  readonly beforeStart: number
  readonly beforeEnd: number
  readonly afterStart: number
  readonly afterEnd: number
}

interface Gap {
  readonly beforeStart: number
  readonly beforeEnd: number
  readonly afterStart: number
  readonly afterEnd: number
}

/** Steps of the exact search for each token of a stretch, and its share however short the stretch is. */
const stepsPerToken = 40
const freeSteps = 200_000
/** Edits the exact search keeps a trail of: its memory grows with their square. */
const maxEdits = 1500
const maxDepth = 6

/**
 * The differences of two lists, in order, covering both. Exact (as few tokens changed as possible: Myers, "An O(ND) Difference
 * Algorithm", 1986) where the search stays within its bound; beyond it tokens that both lists hold once are lined up
 * first (Cohen's patience diff), and a stretch with none is replaced whole. Time is near linear for any input.
 */
export function diffTokens(before: readonly string[], after: readonly string[]): readonly TokenRange[] {
  const ids = new Map<string, number>()
  const number = (token: string): number => {
    const known = ids.get(token)
    if (known !== undefined) return known
    ids.set(token, ids.size)
    return ids.size - 1
  }
  const differ = new Differ(Int32Array.from(before, number), Int32Array.from(after, number))
  differ.compare({ beforeStart: 0, beforeEnd: before.length, afterStart: 0, afterEnd: after.length }, 0)
  return differ.ranges
}

class Differ {
  readonly ranges: TokenRange[] = []
  private readonly before: Int32Array
  private readonly after: Int32Array

  constructor(before: Int32Array, after: Int32Array) {
    this.before = before
    this.after = after
  }

  compare(gap: Gap, depth: number): void {
    let { beforeStart, beforeEnd, afterStart, afterEnd } = gap
    while (beforeStart < beforeEnd && afterStart < afterEnd && this.before[beforeStart] === this.after[afterStart]) {
      beforeStart++
      afterStart++
    }
    while (
      beforeStart < beforeEnd &&
      afterStart < afterEnd &&
      this.before[beforeEnd - 1] === this.after[afterEnd - 1]
    ) {
      beforeEnd--
      afterEnd--
    }
    this.emit(true, { ...gap, beforeEnd: beforeStart, afterEnd: afterStart })
    this.compareInside({ beforeStart, beforeEnd, afterStart, afterEnd }, depth)
    this.emit(true, { ...gap, beforeStart: beforeEnd, afterStart: afterEnd })
  }

  private compareInside(gap: Gap, depth: number): void {
    if (gap.beforeStart === gap.beforeEnd || gap.afterStart === gap.afterEnd) return this.emit(false, gap)
    const matches = findMatches(this.before, this.after, gap)
    if (matches !== undefined) return this.between(gap, matches, (rest) => this.emit(false, rest))
    const anchors = depth < maxDepth ? findAnchors(this.before, this.after, gap) : []
    if (anchors.length === 0) return this.emit(false, gap)
    this.between(gap, anchors, (rest) => this.compare(rest, depth + 1))
  }

  /** Single equal tokens in order, and what is to be done with the stretches between them. */
  private between(gap: Gap, matches: readonly Match[], fill: (rest: Gap) => void): void {
    let { beforeStart, afterStart } = gap
    for (const [beforeAt, afterAt] of matches) {
      fill({ beforeStart, beforeEnd: beforeAt, afterStart, afterEnd: afterAt })
      this.emit(true, { beforeStart: beforeAt, beforeEnd: beforeAt + 1, afterStart: afterAt, afterEnd: afterAt + 1 })
      beforeStart = beforeAt + 1
      afterStart = afterAt + 1
    }
    fill({ ...gap, beforeStart, afterStart })
  }

  /** Neighbours of one kind become one range; an empty one is none. */
  private emit(equal: boolean, gap: Gap): void {
    if (gap.beforeStart === gap.beforeEnd && gap.afterStart === gap.afterEnd) return
    const last = this.ranges.at(-1)
    if (last?.equal !== equal) this.ranges.push({ equal, ...gap })
    else this.ranges[this.ranges.length - 1] = { ...last, beforeEnd: gap.beforeEnd, afterEnd: gap.afterEnd }
  }
}

type Match = readonly [beforeAt: number, afterAt: number]

/** The longest common subsequence of a stretch, or undefined when finding it takes more steps than it is worth. */
function findMatches(before: Int32Array, after: Int32Array, gap: Gap): readonly Match[] | undefined {
  const { beforeStart, afterStart } = gap
  const n = gap.beforeEnd - beforeStart
  const m = gap.afterEnd - afterStart
  const edits = Math.min(n + m, maxEdits)
  let stepsLeft = freeSteps + stepsPerToken * (n + m)
  const trail: Int32Array[] = []
  const offset = edits + 1
  const furthest = new Int32Array(2 * edits + 3)
  for (let edit = 0; edit <= edits; edit++) {
    trail.push(furthest.slice(offset - edit - 1, offset + edit + 2))
    for (let diagonal = -edit; diagonal <= edit; diagonal += 2) {
      const down = furthest[offset + diagonal + 1] ?? 0
      const right = (furthest[offset + diagonal - 1] ?? 0) + 1
      const start = diagonal === -edit || (diagonal !== edit && right <= down) ? down : right
      let x = start
      while (x < n && x - diagonal < m && before[beforeStart + x] === after[afterStart + x - diagonal]) x++
      furthest[offset + diagonal] = x
      if (x >= n && x - diagonal >= m) return walkBack(trail, gap)
      stepsLeft -= x - start + 1
    }
    if (stepsLeft < 0) return undefined
  }
  return undefined
}

function walkBack(trail: readonly Int32Array[], gap: Gap): readonly Match[] {
  const matches: Match[] = []
  let x = gap.beforeEnd - gap.beforeStart
  let y = gap.afterEnd - gap.afterStart
  for (let edit = trail.length - 1; edit >= 0; edit--) {
    const furthest = trail[edit] ?? new Int32Array(0)
    const at = (diagonal: number) => furthest[diagonal + edit + 1] ?? 0
    const diagonal = x - y
    const goesDown = diagonal === -edit || (diagonal !== edit && at(diagonal - 1) + 1 <= at(diagonal + 1))
    const cameFrom = goesDown ? diagonal + 1 : diagonal - 1
    const startX = edit === 0 ? 0 : goesDown ? at(cameFrom) : at(cameFrom) + 1
    while (x > startX) {
      x--
      y--
      matches.push([gap.beforeStart + x, gap.afterStart + y])
    }
    if (edit === 0) break
    x = at(cameFrom)
    y = x - cameFrom
  }
  return matches.reverse()
}

/** Tokens that each side of a stretch holds exactly once, as many as stand in the same order on both. */
function findAnchors(before: Int32Array, after: Int32Array, gap: Gap): readonly Match[] {
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
