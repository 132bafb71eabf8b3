import type { SpanLine } from '@pawl/core'

/** One row of the tree, in depth-first order. Indexes point into `SpanTree.rows`. */
export interface SpanRow {
  readonly span: SpanLine
  readonly index: number
  readonly depth: number
  /** -1 for a root. */
  readonly parent: number
  /** Index just past the last descendant. */
  readonly end: number
  readonly childCount: number
  /** Failed spans below this one, itself not counted. */
  readonly errorsBelow: number
}

export interface SpanTree {
  readonly rows: readonly SpanRow[]
  readonly indexOf: ReadonlyMap<string, number>
  /** Milliseconds from the start of the trace to the end of its last span. */
  readonly extentMs: number
  /** Rows of failed spans, in order. */
  readonly errors: readonly number[]
}

type Mutable = { -readonly [Key in keyof SpanRow]: SpanRow[Key] }

const byStart = (a: SpanLine, b: SpanLine): number => a.offsetMs - b.offsetMs

/** Children by parent id; spans without a parent in this trace are under ''. */
function groupByParent(spans: readonly SpanLine[]): Map<string, SpanLine[]> {
  const known = new Set(spans.map((span) => span.spanId))
  const children = new Map<string, SpanLine[]>()
  for (const span of spans) {
    const hasParent = span.parentSpanId !== '' && span.parentSpanId !== span.spanId && known.has(span.parentSpanId)
    const parent = hasParent ? span.parentSpanId : ''
    const siblings = children.get(parent)
    if (siblings) siblings.push(span)
    else children.set(parent, [span])
  }
  for (const siblings of children.values()) siblings.sort(byStart)
  return children
}

interface Pending {
  readonly span: SpanLine
  readonly parent: number
}

interface Placement {
  readonly rows: Mutable[]
  readonly placed: Set<string>
  readonly children: ReadonlyMap<string, SpanLine[]>
}

/** Appends the root and all below it. A stack of its own: a trace can be deeper than the call stack. */
function appendSubtree({ rows, placed, children }: Placement, root: SpanLine): void {
  const stack: Pending[] = [{ span: root, parent: -1 }]
  while (stack.length > 0) {
    const next = stack.pop()
    if (!next || placed.has(next.span.spanId)) continue
    placed.add(next.span.spanId)
    const index = rows.length
    const depth = next.parent === -1 ? 0 : (rows[next.parent]?.depth ?? 0) + 1
    rows.push({ span: next.span, index, depth, parent: next.parent, end: index + 1, childCount: 0, errorsBelow: 0 })
    for (const span of (children.get(next.span.spanId) ?? []).toReversed()) stack.push({ span, parent: index })
  }
}

/** The earliest span of the circle that this one's parents lead into. */
function earliestOfCircle(span: SpanLine, byId: ReadonlyMap<string, SpanLine>): SpanLine {
  const seen = new Set<SpanLine>()
  let current = span
  while (!seen.has(current)) {
    seen.add(current)
    current = byId.get(current.parentSpanId) ?? current
  }
  let earliest = current
  for (let next = byId.get(current.parentSpanId); next && next !== current; next = byId.get(next.parentSpanId)) {
    if (byStart(next, earliest) < 0) earliest = next
  }
  return earliest
}

/** Children before parents: each row hands its figures up. */
function sumUp(rows: readonly Mutable[]): void {
  for (let index = rows.length - 1; index >= 0; index -= 1) {
    const row = rows[index]
    const parent = row && row.parent >= 0 ? rows[row.parent] : undefined
    if (!row || !parent) continue
    parent.end = Math.max(parent.end, row.end)
    parent.childCount += 1
    parent.errorsBelow += row.errorsBelow + (row.span.status === 'error' ? 1 : 0)
  }
}

/**
 * The spans of a trace as rows in depth-first order, siblings by start. Linear but for sorting siblings. A span whose
 * parent is missing stands at the top; spans whose parents form a circle are cut open at the earliest.
 */
export function buildSpanTree(spans: readonly SpanLine[]): SpanTree {
  const byId = new Map(spans.map((span) => [span.spanId, span]))
  const unique = Array.from(byId.values())
  const placement: Placement = { rows: [], placed: new Set(), children: groupByParent(unique) }
  const { rows, placed } = placement
  for (const root of placement.children.get('') ?? []) appendSubtree(placement, root)
  // What no root leads to hangs on a circle.
  for (const span of unique) {
    if (!placed.has(span.spanId)) appendSubtree(placement, earliestOfCircle(span, byId))
  }
  sumUp(rows)
  return {
    rows,
    indexOf: new Map(rows.map((row) => [row.span.spanId, row.index])),
    extentMs: unique.reduce((extent, span) => Math.max(extent, span.offsetMs + span.durationMs), 0),
    errors: rows.filter((row) => row.span.status === 'error').map((row) => row.index),
  }
}

/** The rows on the screen: all but those below a folded one. */
export function visibleRows(tree: SpanTree, folded: ReadonlySet<string>): readonly SpanRow[] {
  if (folded.size === 0) return tree.rows
  const visible: SpanRow[] = []
  for (let index = 0; index < tree.rows.length; ) {
    const row = tree.rows[index]
    if (!row) break
    visible.push(row)
    index = folded.has(row.span.spanId) ? row.end : index + 1
  }
  return visible
}

const searchable = (span: SpanLine): string =>
  `${span.name}\n${span.kind}\n${span.model}\n${span.toolName}\n${span.service}\n${span.errorMessage}\n${span.spanId}`.toLowerCase()

/** Rows whose name, kind, model, tool, service, error or id holds the text, each with the rows above it for its place. */
export function searchRows(tree: SpanTree, text: string): { rows: readonly SpanRow[]; matches: ReadonlySet<number> } {
  const wanted = text.trim().toLowerCase()
  const matches = new Set(tree.rows.filter((row) => searchable(row.span).includes(wanted)).map((row) => row.index))
  const kept = new Set<number>()
  for (const match of matches) {
    for (let index = match; index >= 0 && !kept.has(index); index = tree.rows[index]?.parent ?? -1) kept.add(index)
  }
  return { rows: tree.rows.filter((row) => kept.has(row.index)), matches }
}

/** The rows above a row, nearest first. */
export function ancestorsOf(tree: SpanTree, index: number): readonly SpanRow[] {
  const ancestors: SpanRow[] = []
  for (let row = tree.rows[tree.rows[index]?.parent ?? -1]; row; row = tree.rows[row.parent]) ancestors.push(row)
  return ancestors
}
