import type { ComparedItem } from './compare-sides.ts'
import { describeConflicts } from './describe-difference.ts'
import type { SideChoice } from './side-choice.ts'

export interface PullOptions {
  readonly choice: SideChoice
  /** What is gone from the server is taken out of the files. */
  readonly isDeleting: boolean
}

export interface PullPlan {
  readonly write: readonly ComparedItem[]
  readonly remove: readonly ComparedItem[]
  /** Gone from the server, and left in the files. */
  readonly kept: readonly ComparedItem[]
  /** Changed here and not pushed. */
  readonly ahead: readonly ComparedItem[]
}

/** @throws AppError `conflict` that shows what differs where both sides changed */
export function planPull(items: readonly ComparedItem[], { choice, isDeleting }: PullOptions): PullPlan {
  const conflicts = items.filter((item) => item.state === 'conflict' && choice.of(item) === null)
  if (conflicts.length > 0) throw describeConflicts(conflicts)
  const isTaken = (item: ComparedItem) => item.state === 'conflict' && choice.of(item) === 'theirs'
  return {
    write: items.filter((item) => {
      const isNewer = item.state === 'new_there' || item.state === 'changed_there' || isTaken(item)
      return isNewer && item.there !== undefined
    }),
    remove: items.filter((item) => {
      return item.there === undefined && (isTaken(item) || (item.state === 'deleted_there' && isDeleting))
    }),
    kept: items.filter(({ state }) => state === 'deleted_there' && !isDeleting),
    ahead: items.filter(({ state }) => state.endsWith('_here')),
  }
}
