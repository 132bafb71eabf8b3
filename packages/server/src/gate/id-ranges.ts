/** Ids as `1-600,702`: trials are numbered as they are stored, so that those of one gate stand mostly together. */
export function writeIdRanges(ids: Iterable<number>): string {
  const sorted = [...new Set(ids)].sort((a, b) => a - b)
  const ranges: string[] = []
  for (let at = 0; at < sorted.length; ) {
    const from = sorted[at] ?? 0
    let to = from
    while (sorted[++at] === to + 1) to++
    ranges.push(from === to ? `${from}` : `${from}-${to}`)
  }
  return ranges.join(',')
}

export function readIdRanges(text: string): number[] {
  if (text === '') return []
  return text.split(',').flatMap((range) => {
    const [from = 0, to = from] = range.split('-').map(Number)
    return Array.from({ length: to - from + 1 }, (_, index) => from + index)
  })
}
