/** Which made call each expected one was paired with, by their places. */
export type Pairing = ReadonlyMap<number, number>

interface Sizes {
  readonly expected: number
  readonly made: number
}

type Fits = (expected: number, made: number) => boolean

/** As many pairs as can be, whatever the order: maximum bipartite matching by augmenting paths (Kuhn 1955). */
export function mostPairs(sizes: Sizes, fits: Fits): Pairing {
  const takenBy = new Map<number, number>()
  const place = (expected: number, tried: Set<number>): boolean => {
    for (let made = 0; made < sizes.made; made++) {
      if (tried.has(made) || !fits(expected, made)) continue
      tried.add(made)
      const holder = takenBy.get(made)
      if (holder === undefined || place(holder, tried)) {
        takenBy.set(made, expected)
        return true
      }
    }
    return false
  }
  for (let expected = 0; expected < sizes.expected; expected++) place(expected, new Set())
  return new Map([...takenBy].map(([made, expected]) => [expected, made]))
}

/** As many pairs as can be in the same order on both sides: a longest common subsequence. */
export function longestCommonPairs(sizes: Sizes, fits: Fits): Pairing {
  const width = sizes.made + 1
  const longest = new Uint16Array((sizes.expected + 1) * width)
  const at = (i: number, j: number): number => longest[i * width + j] as number
  for (let i = sizes.expected - 1; i >= 0; i--) {
    for (let j = sizes.made - 1; j >= 0; j--) {
      longest[i * width + j] = fits(i, j) ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
    }
  }
  const pairs = new Map<number, number>()
  for (let i = 0, j = 0; i < sizes.expected && j < sizes.made; ) {
    if (fits(i, j)) pairs.set(i++, j++)
    else if (at(i + 1, j) >= at(i, j + 1)) i++
    else j++
  }
  return pairs
}
