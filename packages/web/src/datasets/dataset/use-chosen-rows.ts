import type { RowSummary } from '@pawl/core'
import { useMemo, useRef, useState } from 'react'

export interface ChosenRows {
  readonly ids: ReadonlySet<string>
  readonly rows: readonly RowSummary[]
  /** With `range`, everything from the row chosen last up to this one. */
  readonly choose: (rowId: string, range: boolean) => void
  /** All loaded rows, or none if they were all chosen. */
  readonly chooseAll: () => void
  readonly clear: () => void
}

const none: ReadonlySet<string> = new Set()

/** Which rows are chosen. A row that is no longer listed is not: nothing is done to what is not seen. */
export function useChosenRows(rows: readonly RowSummary[]): ChosenRows {
  const [marked, setMarked] = useState(none)
  const last = useRef<string>(undefined)
  const chosen = useMemo(() => rows.filter((row) => marked.has(row.id)), [rows, marked])
  const ids = useMemo(() => new Set(chosen.map((row) => row.id)), [chosen])
  const choose = (rowId: string, range: boolean) => {
    const next = new Set(ids)
    const from = rows.findIndex((row) => row.id === last.current)
    const to = rows.findIndex((row) => row.id === rowId)
    if (range && from >= 0 && to >= 0) {
      for (const row of rows.slice(Math.min(from, to), Math.max(from, to) + 1)) next.add(row.id)
    } else if (!next.delete(rowId)) next.add(rowId)
    last.current = rowId
    setMarked(next)
  }
  const chooseAll = () => setMarked(ids.size === rows.length ? none : new Set(rows.map((row) => row.id)))
  return { ids, rows: chosen, choose, chooseAll, clear: () => setMarked(none) }
}
