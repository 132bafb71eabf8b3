import { findAnchors } from './find-anchors.ts'
import { findMatches, type Gap, type Match } from './find-matches.ts'

/** A stretch of two token lists: equal, or taken out of the first and put in from the second. */
export interface TokenRange {
  readonly equal: boolean
  readonly beforeStart: number
  readonly beforeEnd: number
  readonly afterStart: number
  readonly afterEnd: number
}

const maxDepth = 6

/**
 * The differences of two lists, in order, covering both. Exact (as few tokens changed as possible: Myers, "An O(ND)
 * Difference Algorithm", 1986) where the search stays within its bound; beyond it tokens that both lists hold once
 * are lined up first (Cohen's patience diff), and a stretch with none is replaced whole. Time is near linear for any
 * input.
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
    const replace = (rest: Gap) => this.emit(false, rest)
    const isOneSided = gap.beforeStart === gap.beforeEnd || gap.afterStart === gap.afterEnd
    const matches = isOneSided ? [] : findMatches(this.before, this.after, gap)
    if (matches !== undefined) {
      this.between(gap, matches, replace)
      return
    }
    const anchors = depth < maxDepth ? findAnchors(this.before, this.after, gap) : []
    this.between(gap, anchors, anchors.length === 0 ? replace : (rest) => this.compare(rest, depth + 1))
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
