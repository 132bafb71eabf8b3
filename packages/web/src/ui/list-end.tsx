import { formatCount } from './format/index.ts'
import { ErrorState, type ShownProblem, SkeletonLines } from './states.tsx'

export interface ListEndProps {
  /** Of an infinite query. */
  readonly list: {
    readonly hasNextPage: boolean
    readonly isFetchingNextPage: boolean
    readonly fetchNextPage: () => Promise<unknown>
  }
  /** Why the next page did not come. */
  readonly problem: ShownProblem | undefined
  readonly count: number
  /** What is counted: `trace` and `traces`. */
  readonly words: readonly [one: string, many: string]
}

/** The last line of a list that is fetched page by page. */
export function ListEnd({ list, problem, count, words: [one, many] }: ListEndProps) {
  if (problem) return <ErrorState compact problem={problem} onRetry={() => void list.fetchNextPage()} />
  if (list.isFetchingNextPage || list.hasNextPage) {
    return <div className="h-18 p-4">{list.isFetchingNextPage ? <SkeletonLines lines={2} /> : null}</div>
  }
  return (
    <p className="px-4 py-3 text-xs text-ink-3">
      {count === 1 ? `One ${one}` : `${formatCount(count)} ${many}, no more`}
    </p>
  )
}
