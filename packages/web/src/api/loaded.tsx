import type { ReactNode } from 'react'
import { ErrorState, SkeletonLines } from '../ui/states.tsx'
import { problemOf } from './problem-error.ts'

export interface LoadedProps<Data> {
  readonly query: {
    readonly isPending: boolean
    readonly isError: boolean
    readonly error: Error | null
    readonly data: Data | undefined
    readonly refetch: () => unknown
  }
  /** How many lines stand in for what is on its way. */
  readonly lines: number
  /** Room around them. */
  readonly className?: string
  /** Within a panel, where an error has little room. */
  readonly compact?: boolean
  readonly children: (data: Data) => ReactNode
}

/** What a query brought, or that it is on its way, or what went wrong with a way to try again. */
export function Loaded<Data>({ query, lines, className = 'p-4', compact = false, children }: LoadedProps<Data>) {
  if (query.isError) {
    return <ErrorState compact={compact} problem={problemOf(query.error)} onRetry={() => void query.refetch()} />
  }
  if (query.isPending || query.data === undefined) {
    return (
      <div className={className}>
        <SkeletonLines lines={lines} />
      </div>
    )
  }
  return children(query.data)
}
