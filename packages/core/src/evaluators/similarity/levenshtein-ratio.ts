/** Cells of the comparison table that one call may fill: some tens of milliseconds. */
export const maxCells = 25_000_000

/**
 * How alike two texts are: 1 − d / length of the longer, with d the least number of inserted, deleted and replaced code
 * points (Levenshtein 1966). Two empty texts are alike. Undefined where the differing parts are too long to compare; memory
 * grows with the shorter one only.
 */
export function levenshteinRatio(left: string, right: string): number | undefined {
  const a = [...left]
  const b = [...right]
  const longest = Math.max(a.length, b.length)
  if (longest === 0) return 1
  const distance = editDistance(a, b)
  return distance === undefined ? undefined : 1 - distance / longest
}

function editDistance(a: readonly string[], b: readonly string[]): number | undefined {
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let endA = a.length
  let endB = b.length
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--
    endB--
  }
  const [long, short] =
    endA >= endB ? [a.slice(start, endA), b.slice(start, endB)] : [b.slice(start, endB), a.slice(start, endA)]
  if (long.length * short.length > maxCells) return undefined
  const row = Uint32Array.from({ length: short.length + 1 }, (_, index) => index)
  for (const [i, character] of long.entries()) {
    let diagonal = row[0] as number
    row[0] = i + 1
    for (let j = 0; j < short.length; j++) {
      const replaced = diagonal + (short[j] === character ? 0 : 1)
      diagonal = row[j + 1] as number
      row[j + 1] = Math.min(replaced, diagonal + 1, (row[j] as number) + 1)
    }
  }
  return row[short.length] as number
}
