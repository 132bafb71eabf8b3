import type { Score, SpanLine } from '@pawl/core'

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
  /** What says of this span that it was wrong, whether or not it failed by itself. */
  readonly failedScores: readonly Score[]
  /** Spans below this one that failed or were judged a fail, itself not counted. */
  readonly problemsBelow: number
}

const isProblem = ({ span, failedScores }: Pick<SpanRow, 'span' | 'failedScores'>): boolean =>
  span.status === 'error' || failedScores.length > 0

export interface SpanTree {
  readonly rows: readonly SpanRow[]
  readonly indexOf: ReadonlyMap<string, number>
  /** Milliseconds from the start of the trace to the end of its last span. */
  readonly extentMs: number
  /** Rows of spans that failed or were judged a fail, in order. */
  readonly problems: readonly number[]
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
  readonly failedScores: ReadonlyMap<string, readonly Score[]>
}

const noScores: readonly Score[] = []

function failedScoresBySpan(scores: readonly Score[]): ReadonlyMap<string, readonly Score[]> {
  const bySpan = new Map<string, Score[]>()
  for (const score of scores) {
    if (score.outcome !== 'fail' || score.spanId === null) continue
    const known = bySpan.get(score.spanId)
    if (known) known.push(score)
    else bySpan.set(score.spanId, [score])
  }
  return bySpan
}

/** Appends the root and all below it. A stack of its own: a trace can be deeper than the call stack. */
function appendSubtree({ rows, placed, children, failedScores }: Placement, root: SpanLine): void {
  const stack: Pending[] = [{ span: root, parent: -1 }]
  while (stack.length > 0) {
    const next = stack.pop()
    if (!next || placed.has(next.span.spanId)) continue
    placed.add(next.span.spanId)
    const index = rows.length
    const depth = next.parent === -1 ? 0 : (rows[next.parent]?.depth ?? 0) + 1
    rows.push({
      ...{ span: next.span, index, depth, parent: next.parent, end: index + 1, childCount: 0, problemsBelow: 0 },
      failedScores: failedScores.get(next.span.spanId) ?? noScores,
    })
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
    parent.problemsBelow += row.problemsBelow + (isProblem(row) ? 1 : 0)
  }
}

/**
 * The spans of a trace as rows in depth-first order, siblings by start. Linear but for sorting siblings. A span whose
 * parent is missing stands at the top; spans whose parents form a circle are cut open at the earliest. `scores` may be about anything.
 */
export function buildSpanTree(spans: readonly SpanLine[], scores: readonly Score[] = noScores): SpanTree {
  const byId = new Map(spans.map((span) => [span.spanId, span]))
  const unique = Array.from(byId.values())
  const placement: Placement = {
    ...{ rows: [], placed: new Set(), children: groupByParent(unique) },
    failedScores: failedScoresBySpan(scores),
  }
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
    problems: rows.filter(isProblem).map((row) => row.index),
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

const searchable = ({ span, failedScores }: SpanRow): string =>
  `${span.name}\n${span.kind}\n${span.model}\n${span.toolName}\n${span.service}\n${span.errorMessage}\n${span.spanId}\n${failedScores
    .map(({ name }) => name)
    .join('\n')}`.toLowerCase()

export interface RowSearch {
  readonly text: string
  readonly onlyProblems: boolean
}

/**
 * Rows whose name, kind, model, tool, service, error, id or failed score holds the text, each with the rows above it for its place;
 * undefined where nothing is looked for.
 */
export function searchRows(
  tree: SpanTree,
  { text, onlyProblems }: RowSearch,
): { rows: readonly SpanRow[]; matches: ReadonlySet<number> } | undefined {
  const wanted = text.trim().toLowerCase()
  if (wanted === '' && !onlyProblems) return undefined
  const fits = (row: SpanRow) =>
    (!onlyProblems || isProblem(row)) && (wanted === '' || searchable(row).includes(wanted))
  const matches = new Set(tree.rows.filter(fits).map((row) => row.index))
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
