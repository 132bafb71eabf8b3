/** A stretch of two lists, ends not included. */
export interface Gap {
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
/** A token that both lists have. */
export type Match = readonly [beforeAt: number, afterAt: number]

/** The longest common subsequence of a stretch, or undefined when finding it takes more steps than it is worth. */
export function findMatches(before: Int32Array, after: Int32Array, gap: Gap): readonly Match[] | undefined {
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
