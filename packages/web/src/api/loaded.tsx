import type { ReactNode } from 'react'
import { ErrorState, SkeletonLines } from '../ui/states.tsx'
import { mayPass, problemOf } from './problem-error.ts'

export interface LoadedProps<Data> {
  readonly query: {
    readonly isError: boolean
    readonly error: Error | null
    readonly data: Data | undefined
    readonly refetch: () => unknown
  }
  /** How many lines stand in for what is on its way. */
  readonly lines?: number
  /** Room around them. */
  readonly className?: string
  /** Stands in instead of the lines. */
  readonly waiting?: ReactNode
  /** Within a panel, where an error has little room. */
  readonly compact?: boolean
  /** The query brings the page itself: what went wrong is its heading. */
  readonly isPage?: boolean
  readonly children: (data: Data) => ReactNode
}

/**
 * What a query brought, or that it is on its way, or what went wrong with a way to try again. What is there stays while the server is away:
 * somebody may be reading it, or writing beside it.
 */
export function Loaded<Data>(props: LoadedProps<Data>) {
  const { query, lines = 10, className = 'p-4', waiting, compact, isPage, children } = props
  const problem = query.isError ? problemOf(query.error) : undefined
  if (problem && (query.data === undefined || !mayPass(problem))) {
    return <ErrorState compact={compact} isPage={isPage} problem={problem} onRetry={() => void query.refetch()} />
  }
  if (query.data !== undefined) return children(query.data)
  return (
    waiting ?? (
      <div className={className}>
        <SkeletonLines lines={lines} />
      </div>
    )
  )
}
