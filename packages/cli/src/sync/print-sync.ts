import { isAbsolute } from 'node:path'
import type { CommandContext } from '../command-context.ts'
import { formatAmount } from '../layout/format-value.ts'
import type { Color } from '../layout/paint.ts'
import { safeLine } from '../layout/safe-text.ts'
import { type Column, renderTable } from '../layout/table.ts'
import type { ComparedItem } from './compare-sides.ts'
import type { SyncState } from './decide-sync.ts'
import { defaultFile } from './default-file.ts'

/** What became of one thing, or would. */
export interface SyncLine {
  readonly item: ComparedItem
  readonly result: string
}

const shownLines = 50

export function lineJson({ item, result }: SyncLine) {
  const { key, title, state, here } = item
  return { key, title, state, file: fileOf(item), line: here?.line ?? null, result }
}

/** A table of what happened; '' for nothing. */
export function renderSyncLines(lines: readonly SyncLine[], { terminal, paint }: CommandContext): string {
  if (lines.length === 0) return ''
  const table = renderTable(lines.slice(0, shownLines), columns, { width: terminal.columns, paint })
  return lines.length > shownLines ? `${table}and ${formatAmount(lines.length - shownLines, 'more line')}\n` : table
}

const columns: readonly Column<SyncLine>[] = [
  { title: 'FILE', cell: ({ item }) => placeText(item), minWidth: 16 },
  { title: 'WHAT', cell: ({ item }) => safeLine(item.title), minWidth: 16 },
  { title: 'RESULT', cell: ({ result }) => result, color: ({ item }) => colors[item.state] },
]

const colors: Readonly<Record<SyncState, Color | undefined>> = {
  in_step: 'dim',
  new_here: 'green',
  changed_here: 'green',
  deleted_here: 'yellow',
  new_there: 'cyan',
  changed_there: 'cyan',
  deleted_there: 'yellow',
  conflict: 'red',
}

function fileOf({ here, there }: ComparedItem): string {
  const file = here?.file ?? defaultFile(there?.value) ?? ''
  return isAbsolute(file) ? file : safeLine(file)
}

const placeText = (item: ComparedItem): string =>
  item.here === undefined || item.here.line === null ? fileOf(item) : `${fileOf(item)}:${item.here.line}`

/** `3 in step`, `2 changed here`. */
export function tallyText(items: readonly ComparedItem[]): string {
  const counts = new Map<SyncState, number>()
  for (const { state } of items) counts.set(state, (counts.get(state) ?? 0) + 1)
  return [...counts].map(([state, count]) => `${count} ${stateWords[state]}`).join(', ')
}

export const stateWords: Readonly<Record<SyncState, string>> = {
  in_step: 'in step',
  new_here: 'new here',
  changed_here: 'changed here',
  deleted_here: 'gone here',
  new_there: 'new on the server',
  changed_there: 'changed on the server',
  deleted_there: 'gone on the server',
  conflict: 'changed on both sides',
}
