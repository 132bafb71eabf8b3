import type { NewScore, OtlpGroup, OtlpSpan } from '@pawl/core'
import type { ImportItem } from './import-item.ts'

/** Spans that go out in one request, and the scores that follow them. */
export interface SpanBatch {
  readonly groups: readonly OtlpGroup<OtlpSpan>[]
  readonly spanCount: number
  readonly scores: readonly NewScore[]
  /** The lines of the file that it came from. */
  readonly firstLine: number
  readonly lastLine: number
}

type SpanItem = Extract<ImportItem, { kind: 'spans' }>

const spansPerBatch = 1000
// Far below the receiver's 64 MiB: many small requests keep the memory of both sides flat.
const bytesPerBatch = 4 * 1024 * 1024

/** Puts lines together, and takes long ones apart, so that requests are of a good size. */
export class BatchBuilder {
  private items: SpanItem[] = []
  private spanCount = 0
  private byteLength = 0

  /** Batches that are full now. */
  add(item: SpanItem): SpanBatch[] {
    if (item.spanCount > spansPerBatch || item.byteLength > bytesPerBatch) return [...this.flush(), ...takeApart(item)]
    this.items.push(item)
    this.spanCount += item.spanCount
    this.byteLength += item.byteLength
    return this.spanCount >= spansPerBatch || this.byteLength >= bytesPerBatch ? this.flush() : []
  }

  /** What is left, as one batch or none. */
  flush(): SpanBatch[] {
    const { items, spanCount } = this
    this.items = []
    this.spanCount = 0
    this.byteLength = 0
    const [first] = items
    if (first === undefined) return []
    return [
      {
        groups: items.flatMap((item) => item.groups),
        spanCount,
        scores: items.flatMap((item) => item.scores),
        firstLine: first.line,
        lastLine: items.at(-1)?.line ?? first.line,
      },
    ]
  }
}

function takeApart(item: SpanItem): SpanBatch[] {
  const bytesPerSpan = item.byteLength / item.spanCount
  const size = Math.max(1, Math.min(spansPerBatch, Math.floor(bytesPerBatch / bytesPerSpan)))
  const pieces = splitGroups(item.groups, size)
  return pieces.map(({ groups, spanCount }, index) => ({
    groups,
    spanCount,
    // Scores follow the last of their spans.
    scores: index === pieces.length - 1 ? item.scores : [],
    firstLine: item.line,
    lastLine: item.line,
  }))
}

/** The same batch as two of half its spans each. */
export function halve(batch: SpanBatch): SpanBatch[] {
  const pieces = splitGroups(batch.groups, Math.ceil(batch.spanCount / 2))
  return pieces.map(({ groups, spanCount }, index) => ({
    ...batch,
    groups,
    spanCount,
    scores: index === pieces.length - 1 ? batch.scores : [],
  }))
}

interface Piece {
  readonly groups: OtlpGroup<OtlpSpan>[]
  spanCount: number
}

function splitGroups(groups: readonly OtlpGroup<OtlpSpan>[], size: number): Piece[] {
  const pieces: Piece[] = []
  let current: Piece = { groups: [], spanCount: 0 }
  for (const group of groups) {
    for (let start = 0; start < group.items.length; ) {
      const items = group.items.slice(start, start + size - current.spanCount)
      current.groups.push({ ...group, items })
      current.spanCount += items.length
      start += items.length
      if (current.spanCount >= size) {
        pieces.push(current)
        current = { groups: [], spanCount: 0 }
      }
    }
  }
  return current.spanCount > 0 ? [...pieces, current] : pieces
}
