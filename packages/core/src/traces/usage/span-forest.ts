/** The spans of a trace as trees, by their positions in the list. */
export interface SpanForest {
  /** Every position once, children before their parents. */
  readonly order: Int32Array
  /** The position of each span's parent; -1 for roots. */
  readonly parents: Int32Array
}

interface Node {
  readonly spanId: string
  readonly parentSpanId: string
}

/**
 * Orders spans so that children come before parents, without recursion: chains may be as long as a trace. Spans without
 * a parent in the list are roots. A cycle is cut at its smallest span id, so that the order of the list does not matter.
 */
export function buildForest(spans: readonly Node[]): SpanForest {
  const parents = linkParents(spans)
  cutCycles(spans, parents)
  return { order: childrenFirst(parents), parents }
}

function linkParents(spans: readonly Node[]): Int32Array {
  const positions = new Map<string, number>()
  spans.forEach((span, at) => {
    positions.set(span.spanId, at)
  })
  const parents = new Int32Array(spans.length).fill(-1)
  spans.forEach((span, at) => {
    const parent = span.parentSpanId === '' ? undefined : positions.get(span.parentSpanId)
    if (parent !== undefined && parent !== at) parents[at] = parent
  })
  return parents
}

function cutCycles(spans: readonly Node[], parents: Int32Array): void {
  // 0 new, otherwise the walk that met it.
  const walkOf = new Int32Array(parents.length)
  for (let start = 0; start < parents.length; start++) {
    let at = start
    while (at >= 0 && walkOf[at] === 0) {
      walkOf[at] = start + 1
      at = parents[at] ?? -1
    }
    // Met again on the same walk: a cycle, not a branch that joins an earlier one.
    if (at >= 0 && walkOf[at] === start + 1) parents[smallestOfCycle(spans, parents, at)] = -1
  }
}

function smallestOfCycle(spans: readonly Node[], parents: Int32Array, entry: number): number {
  let smallest = entry
  for (let at = parents[entry] ?? entry; at !== entry; at = parents[at] ?? entry) {
    if ((spans[at]?.spanId ?? '') < (spans[smallest]?.spanId ?? '')) smallest = at
  }
  return smallest
}

/** Leaves first, then every span whose children are all done. */
function childrenFirst(parents: Int32Array): Int32Array {
  const waiting = new Int32Array(parents.length)
  for (const parent of parents) if (parent >= 0) waiting[parent] = (waiting[parent] ?? 0) + 1
  const order = new Int32Array(parents.length)
  let size = 0
  for (let at = 0; at < parents.length; at++) if (waiting[at] === 0) order[size++] = at
  for (let next = 0; next < size; next++) {
    const parent = parents[order[next] ?? 0] ?? -1
    if (parent < 0) continue
    waiting[parent] = (waiting[parent] ?? 1) - 1
    if (waiting[parent] === 0) order[size++] = parent
  }
  return order
}
