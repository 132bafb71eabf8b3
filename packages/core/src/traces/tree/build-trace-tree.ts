export interface TreeSpan {
  readonly spanId: string
  /** '' for a root. */
  readonly parentSpanId: string
  /** Nanoseconds since 1970, by the span's own clock. */
  readonly startNs: bigint
  /** Spans of one service share a clock. */
  readonly service: string
}

export interface PlacedSpan<Span extends TreeSpan> {
  readonly span: Span
  /** 0 for a span at the top. */
  readonly depth: number
  /** Where to draw the span: never before its parent. */
  readonly drawnStartNs: bigint
  /** Its own clock says an earlier start than it is drawn at. */
  readonly isSkewed: boolean
  /** It names a parent that is not here. */
  readonly isOrphan: boolean
}

/**
 * The spans of one trace in depth-first order, siblings by start. A span that starts before its parent is drawn at the
 * parent's start, and the spans of the same service below it move along. Orphans stand at the top; a circle of parents
 * is cut open at its earliest span. Of spans with one id the last counts. Takes O(n log n) and no call stack.
 */
export function buildTraceTree<Span extends TreeSpan>(spans: readonly Span[]): readonly PlacedSpan<Span>[] {
  const byId = new Map(spans.map((span) => [span.spanId, span]))
  const ordered = [...byId.values()].sort(byStart)
  const isTop = (span: Span) => span.parentSpanId === span.spanId || !byId.has(span.parentSpanId)
  const children = childrenOf(ordered.filter((span) => !isTop(span)))
  const placed: PlacedSpan<Span>[] = []
  const seen = new Set<string>()
  const growing = { children, placed, seen }
  for (const span of ordered) {
    if (!isTop(span)) continue
    placeBelow(topOf(span, span.parentSpanId !== '' && span.parentSpanId !== span.spanId), growing)
  }
  // What is left hangs in circles: the earliest of each is reached first.
  for (const span of ordered) if (!seen.has(span.spanId)) placeBelow(topOf(span, false), growing)
  return placed
}

function topOf<Span extends TreeSpan>(span: Span, isOrphan: boolean): PlacedSpan<Span> {
  return { span, depth: 0, drawnStartNs: span.startNs, isSkewed: false, isOrphan }
}

function byStart(a: TreeSpan, b: TreeSpan): number {
  if (a.startNs !== b.startNs) return a.startNs < b.startNs ? -1 : 1
  return a.spanId < b.spanId ? -1 : 1
}

function childrenOf<Span extends TreeSpan>(ordered: readonly Span[]): ReadonlyMap<string, readonly Span[]> {
  const children = new Map<string, Span[]>()
  for (const span of ordered) {
    const siblings = children.get(span.parentSpanId)
    if (siblings === undefined) children.set(span.parentSpanId, [span])
    else siblings.push(span)
  }
  return children
}

interface Growing<Span extends TreeSpan> {
  readonly children: ReadonlyMap<string, readonly Span[]>
  readonly placed: PlacedSpan<Span>[]
  readonly seen: Set<string>
}

function placeBelow<Span extends TreeSpan>(top: PlacedSpan<Span>, { children, placed, seen }: Growing<Span>): void {
  const stack = [top]
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (seen.has(next.span.spanId)) continue
    seen.add(next.span.spanId)
    placed.push(next)
    const parent = next
    const below = (children.get(next.span.spanId) ?? []).map((child) => placeChild(child, parent))
    below.sort((a, b) => (a.drawnStartNs === b.drawnStartNs ? 0 : a.drawnStartNs < b.drawnStartNs ? -1 : 1))
    for (const child of below.reverse()) stack.push(child)
  }
}

function placeChild<Span extends TreeSpan>(span: Span, parent: PlacedSpan<Span>): PlacedSpan<Span> {
  const shiftNs = span.service === parent.span.service ? parent.drawnStartNs - parent.span.startNs : 0n
  const shiftedNs = span.startNs + shiftNs
  const drawnStartNs = shiftedNs < parent.drawnStartNs ? parent.drawnStartNs : shiftedNs
  return { span, depth: parent.depth + 1, drawnStartNs, isSkewed: drawnStartNs > span.startNs, isOrphan: false }
}
