import type { ReactNode } from 'react'
import { Button, type ButtonProps } from './button.tsx'
import type { ShownProblem } from './states.tsx'

/** Why the last try failed, and what would be right. */
export const Problem = ({ problem }: { readonly problem: ShownProblem | undefined }) =>
  problem ? (
    <p role="alert" className="break-words text-error">
      {problem.detail} {problem.fix}
    </p>
  ) : null

export interface DialogEndProps {
  /** Why the last try failed. */
  readonly problem?: ShownProblem | undefined
  readonly onClose: () => void
  /** What the button does; left out of a form, which it sends. */
  readonly onAct?: () => void
  readonly action: ReactNode
  readonly disabled?: boolean
  readonly variant?: ButtonProps['variant']
  /** Stands left of the buttons. */
  readonly children?: ReactNode
}

/** Where every dialog ends: what went wrong, the way out, and what it is for. */
export function DialogEnd({
  problem,
  onClose,
  onAct,
  action,
  disabled,
  variant = 'primary',
  children,
}: DialogEndProps) {
  const press = onAct === undefined ? { type: 'submit' as const } : { onClick: onAct }
  return (
    <>
      <Problem problem={problem} />
      <div className="flex flex-wrap items-center justify-end gap-2">
        {children === undefined ? null : <div className="mr-auto min-w-0 text-xs text-ink-3">{children}</div>}
        <Button onClick={onClose}>Cancel</Button>
        <Button {...press} variant={variant} disabled={disabled}>
          {action}
        </Button>
      </div>
    </>
  )
}
