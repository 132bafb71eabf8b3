import type { TraceDetail } from '@pawl/core'
import { useEffect, useMemo, useState } from 'react'
import { useShortcuts } from '../../ui/shortcuts.tsx'
import { ancestorsOf, buildSpanTree, type SpanRow, type SpanTree, searchRows, visibleRows } from './build-span-tree.ts'

export interface SpanRows {
  readonly tree: SpanTree
  readonly rows: readonly SpanRow[]
  /** Rows that fit the search; undefined while nothing is searched. */
  readonly matches: ReadonlySet<number> | undefined
  readonly text: string
  readonly setText: (text: string) => void
  /** Only spans that failed or were judged a fail are shown, with those above them. */
  readonly onlyProblems: boolean
  readonly setOnlyProblems: (only: boolean) => void
  readonly folded: ReadonlySet<string>
  readonly toggle: (spanId: string) => void
  readonly foldAll: (fold: boolean) => void
  readonly selected: SpanRow | undefined
  readonly select: (spanId: string) => void
  /** Opens the next span with a problem after the open one, or the one before; round the end. */
  readonly toProblem: (step: 1 | -1) => void
}

/** What of a trace's tree is on the screen, and what is selected. */
export function useSpanRows(
  { spans, scores }: Pick<TraceDetail, 'spans' | 'scores'>,
  spanId: string | undefined,
  onSelect: (spanId: string) => void,
): SpanRows {
  const tree = useMemo(() => buildSpanTree(spans, scores), [spans, scores])
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set())
  const [text, setText] = useState('')
  const [onlyProblems, setOnlyProblems] = useState(false)
  const found = useMemo(() => searchRows(tree, { text, onlyProblems }), [tree, text, onlyProblems])
  const rows = useMemo(() => found?.rows ?? visibleRows(tree, folded), [tree, folded, found])
  const selected = tree.rows[spanId === undefined ? 0 : (tree.indexOf.get(spanId) ?? 0)]
  const selectedIndex = selected?.index
  // A span opened by its address or by "next error" may stand below a folded one.
  useEffect(() => {
    if (selectedIndex === undefined) return
    const above = ancestorsOf(tree, selectedIndex).map((row) => row.span.spanId)
    setFolded((before) =>
      above.some((id) => before.has(id)) ? new Set([...before].filter((id) => !above.includes(id))) : before,
    )
  }, [tree, selectedIndex])
  const toggle = (id: string) =>
    setFolded((before) => {
      const next = new Set(before)
      if (!next.delete(id)) next.add(id)
      return next
    })
  const foldAll = (fold: boolean) =>
    setFolded(
      new Set(
        fold ? tree.rows.filter((row) => row.childCount > 0 && row.parent !== -1).map((row) => row.span.spanId) : [],
      ),
    )
  const toProblem = (step: 1 | -1) => {
    const from = selected?.index ?? -1
    const next =
      step === 1 ? tree.problems.find((index) => index > from) : tree.problems.findLast((index) => index < from)
    const row = tree.rows[next ?? (step === 1 ? tree.problems[0] : tree.problems.at(-1)) ?? -1]
    if (row) onSelect(row.span.spanId)
  }
  return {
    tree,
    rows,
    matches: found?.matches,
    text,
    setText,
    onlyProblems,
    setOnlyProblems,
    folded,
    toggle,
    foldAll,
    selected,
    select: onSelect,
    toProblem,
  }
}

/** `j`, `k`, arrows, folding and `e` on the tree. */
export function useSpanKeys(state: SpanRows, focusSearch: () => void): void {
  const { rows, selected, folded, toggle, select, tree, toProblem } = state
  const move = (step: number) => {
    const at = rows.findIndex((row) => row.index === selected?.index)
    const row = rows[Math.min(rows.length - 1, Math.max(0, at + step))]
    if (row) select(row.span.spanId)
  }
  const close = () => {
    if (!selected) return
    const parent = tree.rows[selected.parent]
    if (selected.childCount > 0 && !folded.has(selected.span.spanId)) toggle(selected.span.spanId)
    else if (parent) select(parent.span.spanId)
  }
  const open = () => {
    if (!selected || selected.childCount === 0) return
    if (folded.has(selected.span.spanId)) toggle(selected.span.spanId)
    else move(1)
  }
  useShortcuts([
    { key: 'j', label: 'Next span', run: () => move(1) },
    { key: 'ArrowDown', label: 'Next span', run: () => move(1) },
    { key: 'k', label: 'Previous span', run: () => move(-1) },
    { key: 'ArrowUp', label: 'Previous span', run: () => move(-1) },
    { key: 'h', label: 'Fold, or to the parent', run: close },
    { key: 'ArrowLeft', label: 'Fold, or to the parent', run: close },
    { key: 'l', label: 'Unfold, or to the first child', run: open },
    { key: 'ArrowRight', label: 'Unfold, or to the first child', run: open },
    { key: 'e', label: 'Next error or failed score', run: () => toProblem(1) },
    { key: 'E', label: 'Previous error or failed score', run: () => toProblem(-1) },
    { key: '/', label: 'Search the spans', run: focusSearch },
  ])
}
