import { CircleAlert, type LucideIcon, RotateCw } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { cx } from './class-names.ts'

export const Skeleton = ({ className }: { readonly className: string }) => (
  <span aria-hidden className={cx('animate-skeleton block rounded bg-line', className)} />
)

/** Lines that stand in for text that is on its way. */
export const SkeletonLines = ({ lines }: { readonly lines: number }) => (
  <div role="status" aria-label="Loading" className="space-y-2.5">
    {Array.from({ length: lines }, (_, line) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike and never move.
      <Skeleton key={line} className={cx('h-3.5', ['w-11/12', 'w-4/5', 'w-2/3', 'w-5/6'][line % 4])} />
    ))}
  </div>
)

export interface EmptyStateProps {
  readonly icon: LucideIcon
  readonly title: string
  readonly children?: ReactNode
  readonly action?: ReactNode
}

/** Nothing here: why, and what to do about it. */
export const EmptyState = ({ icon: Icon, title, children, action }: EmptyStateProps) => (
  <div className="flex flex-col items-center px-6 py-14 text-center">
    <Icon aria-hidden size={22} strokeWidth={1.75} className="mb-3 text-ink-3" />
    <p className="text-base font-semibold">{title}</p>
    {children ? <div className="mt-1 max-w-md text-ink-2">{children}</div> : null}
    {action ? <div className="mt-4 flex flex-wrap justify-center gap-2">{action}</div> : null}
  </div>
)

/** What an error says to its reader; the API's problem+json has this shape. */
export interface ShownProblem {
  readonly title: string
  readonly detail: string
  readonly fix?: string | undefined
  readonly where?: string | undefined
  readonly code?: string
}

export interface ErrorStateProps {
  readonly problem: ShownProblem
  readonly onRetry?: () => void
  readonly compact?: boolean | undefined
  /** It stands in place of the whole page: its title is the page's heading. */
  readonly isPage?: boolean | undefined
}

/** What went wrong, where, what would be right, and a way to try again. */
export function ErrorState({ problem, onRetry, compact, isPage }: ErrorStateProps) {
  const Title = isPage ? 'h1' : 'p'
  return (
    <div role="alert" className={cx('flex justify-center', compact ? 'p-2' : 'px-6 py-12')}>
      <div className="flex max-w-xl gap-3 rounded-lg border bg-surface p-4">
        <CircleAlert aria-hidden size={17} className="mt-0.5 shrink-0 text-error" />
        <div className="min-w-0">
          <Title className="font-semibold">{problem.title}</Title>
          <p className="mt-0.5 break-words text-ink-2">{problem.detail}</p>
          {problem.where ? <p className="mt-1 font-mono text-xs text-ink-3">at {problem.where}</p> : null}
          {problem.fix ? (
            <p className="mt-2 break-words">
              <span className="text-ink-3">What to do: </span>
              {problem.fix}
            </p>
          ) : null}
          {onRetry ? (
            <Button icon={RotateCw} className="mt-3" onClick={onRetry}>
              Try again
            </Button>
          ) : null}
        </div>
      </div>
    </div>
  )
}
