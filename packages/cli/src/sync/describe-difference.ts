import { AppError, diffJson, type JsonValue } from '@pawl/core'
import { safeLine } from '../layout/safe-text.ts'
import type { ComparedItem } from './compare-sides.ts'
import { jsonOf } from './sync-item.ts'

const shownChanges = 8
const shownConflicts = 10
const shownLength = 100

/** What differs between the file and the server, a line each. */
export function describeDifference({ here, there }: Pick<ComparedItem, 'here' | 'there'>): string[] {
  if (here === undefined) return ['gone here, changed there']
  if (there === undefined) return ['changed here, gone there']
  const changes = diffJson(jsonOf(there.value), jsonOf(here.value))
  const told = changes.slice(0, shownChanges).map(({ path, before, after }) => {
    return `${path}: here ${short(after)}, there ${short(before)}`
  })
  return changes.length > shownChanges ? [...told, `and ${changes.length - shownChanges} more`] : told
}

function short(value: JsonValue | undefined): string {
  if (value === undefined) return 'nothing'
  const text = safeLine(JSON.stringify(value))
  return text.length > shownLength ? `${text.slice(0, shownLength - 1)}…` : text
}

export function describeConflicts(conflicts: readonly ComparedItem[]): AppError {
  const told = conflicts.slice(0, shownConflicts).flatMap((item) => {
    const place =
      item.here === undefined ? '' : ` (${item.here.file}${item.here.line === null ? '' : `:${item.here.line}`})`
    return [`${item.title}${place}`, ...describeDifference(item).map((line) => `  ${line}`)]
  })
  const more = conflicts.length > shownConflicts ? [`and ${conflicts.length - shownConflicts} more`] : []
  const count = conflicts.length === 1 ? 'One thing differs' : `${conflicts.length} things differ`
  return new AppError(
    'conflict',
    `${count} here and on the server, and neither side is known to be the newer one. Nothing was changed.\n      ${[...told, ...more].join('\n      ')}`,
    { fix: 'Choose with --ours or --theirs, for all of them or for the files that you name after it.' },
  )
}
