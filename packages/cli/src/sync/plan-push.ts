import { AppError } from '@pawl/core'
import type { ComparedItem, Comparison } from './compare-sides.ts'
import { describeConflicts } from './describe-difference.ts'
import { findItemWeakenings } from './find-item-weakenings.ts'
import type { SideChoice } from './side-choice.ts'

export type PushAction = 'make' | 'change' | 'take_away'

export interface PlannedPush {
  readonly item: ComparedItem
  readonly action: PushAction
}

export interface PushPlan {
  readonly actions: readonly PlannedPush[]
  /** Taken out of the files, and left on the server. */
  readonly kept: readonly ComparedItem[]
  /** Newer on the server. */
  readonly behind: readonly ComparedItem[]
}

export interface PushOptions {
  readonly choice: SideChoice
  /** What is gone from the files is archived. */
  readonly isDeleting: boolean
  /** The server is to hold what the files say and nothing else, whoever changed what. */
  readonly isMirror?: boolean
  readonly reason: string
}

/**
 * What has to be sent, all of it or nothing.
 * @throws AppError `conflict` that shows what differs where both sides changed, or that says what would protect less without a reason
 */
export function planPush({ items, remote }: Comparison, options: PushOptions): PushPlan {
  const conflicts = items.filter((item) => item.state === 'conflict' && options.choice.of(item) === null)
  if (conflicts.length > 0) throw describeConflicts(conflicts)
  const actions = items.flatMap((item) => {
    const action = actionOf(item, options)
    return action === null || isPartOfArchived(item, items, options) ? [] : [{ item, action }]
  })
  if (options.reason === '') refuseWeakenings(actions, remote)
  return {
    actions,
    kept: items.filter(({ state }) => state === 'deleted_here' && !options.isDeleting),
    behind: items.filter(({ state }) => state.endsWith('_there')),
  }
}

function actionOf(item: ComparedItem, { choice, isDeleting, isMirror = false }: PushOptions): PushAction | null {
  switch (item.state) {
    case 'new_here':
      return 'make'
    case 'changed_here':
      return item.there === undefined ? 'make' : 'change'
    case 'deleted_here':
      return isDeleting ? 'take_away' : null
    case 'conflict':
      if (choice.of(item) !== 'ours') return null
      if (item.here === undefined) return 'take_away'
      return item.there === undefined ? 'make' : 'change'
    case 'new_there':
      return isMirror ? 'take_away' : null
    case 'in_step':
    case 'changed_there':
    case 'deleted_there':
      return null
  }
}

/** An archived dataset takes its rows and what it protects along. */
function isPartOfArchived(item: ComparedItem, items: readonly ComparedItem[], options: PushOptions): boolean {
  const value = item.there?.value
  if (item.here !== undefined || (value?.kind !== 'row' && value?.kind !== 'protection')) return false
  const dataset = items.find(({ key }) => key === `dataset ${value.dataset}`)
  return dataset !== undefined && dataset.here === undefined && actionOf(dataset, options) === 'take_away'
}

function refuseWeakenings(actions: readonly PlannedPush[], remote: Comparison['remote']): void {
  const found = actions.flatMap(({ item, action }) => {
    const after = action === 'take_away' ? null : (item.here?.value ?? null)
    const place = item.here === undefined ? '' : `${placeOf(item.here)}: `
    return findItemWeakenings(item, after, remote).map((message) => `${place}${item.title}: ${message}`)
  })
  if (found.length === 0) return
  throw new AppError('conflict', `Less would be protected, so a reason is needed.\n      ${found.join('\n      ')}`, {
    fix: 'Say why that is right with --reason "…"; it is kept with the change.',
  })
}

export const placeOf = ({ file, line }: NonNullable<ComparedItem['here']>): string =>
  line === null ? file : `${file}:${line}`
