import * as Radix from '@radix-ui/react-dialog'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { cx } from './class-names.ts'
import { DialogEnd } from './dialog-end.tsx'
import type { ShownProblem } from './states.tsx'

export interface DialogProps {
  readonly open: boolean
  readonly onClose: () => void
  readonly title: string
  readonly description?: string
  readonly children: ReactNode
  /** `sheet` comes from the bottom and takes most of a phone's screen. */
  readonly shape?: 'center' | 'sheet'
  /** `wide` has room for a table. */
  readonly width?: 'normal' | 'wide'
}

/** A window over the page: takes the focus, gives it back, closes on escape. */
export function Dialog({
  open,
  onClose,
  title,
  description,
  children,
  shape = 'center',
  width = 'normal',
}: DialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={(next) => (next ? undefined : onClose())}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-[rgb(10_12_18/0.5)]" />
        <Radix.Content
          {...(description ? {} : { 'aria-describedby': undefined })}
          className={cx(
            'animate-appear fixed z-40 flex flex-col border border-line-strong bg-raised shadow-pop outline-none',
            shape === 'center'
              ? cx(
                  'top-1/2 left-1/2 max-h-[86vh] -translate-x-1/2 -translate-y-1/2 rounded-xl',
                  width === 'wide' ? 'w-[min(56rem,calc(100vw-1.5rem))]' : 'w-[min(32rem,calc(100vw-1.5rem))]',
                )
              : 'inset-x-0 bottom-0 max-h-[85vh] rounded-t-xl',
          )}
        >
          <header className="flex items-start gap-2 border-b px-4 py-3">
            <div className="min-w-0 flex-1">
              <Radix.Title className="text-base font-semibold">{title}</Radix.Title>
              {description ? <Radix.Description className="mt-0.5 text-ink-2">{description}</Radix.Description> : null}
            </div>
            {/* No tooltip: it would open with the focus and take the first escape for itself. */}
            <Button icon={X} variant="ghost" aria-label="Close" className="w-7 px-0!" onClick={onClose} />
          </header>
          <div className="min-h-0 overflow-auto p-4">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

export interface ConfirmProps {
  readonly open: boolean
  readonly title: string
  readonly children: ReactNode
  readonly action: string
  readonly busy: boolean
  /** Why the last try failed. */
  readonly problem?: ShownProblem | undefined
  readonly onConfirm: () => void
  readonly onClose: () => void
}

/** Asks before something that cannot be undone. */
export function Confirm({ open, title, children, action, busy, problem, onConfirm, onClose }: ConfirmProps) {
  return (
    <Dialog open={open} onClose={onClose} title={title}>
      <div className="text-ink-2">{children}</div>
      <div className="mt-4 space-y-3">
        <DialogEnd
          problem={problem}
          onClose={onClose}
          onAct={onConfirm}
          variant="danger"
          action={action}
          disabled={busy}
        />
      </div>
    </Dialog>
  )
}
