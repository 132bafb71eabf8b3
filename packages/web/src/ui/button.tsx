import { createLink } from '@tanstack/react-router'
import type { LucideIcon } from 'lucide-react'
import type { ComponentPropsWithRef } from 'react'
import { cx } from './class-names.ts'
import { Tooltip } from './tooltip.tsx'

const variants = {
  primary: 'bg-accent-fill text-white hover:brightness-110 border-transparent',
  default: 'bg-surface text-ink hover:bg-hover border-line-strong',
  ghost: 'bg-transparent text-ink-2 hover:bg-hover hover:text-ink border-transparent',
  danger: 'bg-error-fill text-white hover:brightness-110 border-transparent',
} as const

const shape =
  'inline-flex h-7 shrink-0 items-center justify-center gap-1.5 rounded-md border px-2.5 text-xs font-medium whitespace-nowrap select-none pointer-coarse:h-8'

export interface ButtonProps extends ComponentPropsWithRef<'button'> {
  readonly variant?: keyof typeof variants
  readonly icon?: LucideIcon
  /** Pressed look of a toggle; sets `aria-pressed`. */
  readonly pressed?: boolean | undefined
}

/** 28 px high, 32 px on touch screens. */
export function Button({ variant = 'default', icon: Icon, pressed, className, children, ...props }: ButtonProps) {
  return (
    <button
      type="button"
      aria-pressed={pressed}
      className={cx(
        shape,
        'disabled:cursor-not-allowed disabled:opacity-50',
        variants[variant],
        pressed && 'border-accent! bg-accent-soft! text-accent!',
        className,
      )}
      {...props}
    >
      {Icon ? <Icon aria-hidden size={14} strokeWidth={2} className="shrink-0" /> : null}
      {children}
    </button>
  )
}

interface AnchorProps extends ComponentPropsWithRef<'a'> {
  readonly variant?: keyof typeof variants
  readonly icon?: LucideIcon
}

/** A link that looks like a button: it leads somewhere, a button does something. */
export const LinkButton = createLink(
  ({ variant = 'default', icon: Icon, className, children, ...props }: AnchorProps) => (
    <a className={cx(shape, variants[variant], className)} {...props}>
      {Icon ? <Icon aria-hidden size={14} strokeWidth={2} className="shrink-0" /> : null}
      {children}
    </a>
  ),
)

export interface IconButtonProps extends Omit<ButtonProps, 'children' | 'aria-label'> {
  readonly icon: LucideIcon
  readonly label: string
}

/** A button that is only an icon: its label is read aloud and shown on hover. */
export function IconButton({ label, variant = 'ghost', className, ...props }: IconButtonProps) {
  return (
    <Tooltip text={label}>
      <Button
        variant={variant}
        aria-label={label}
        className={cx('w-7 px-0! pointer-coarse:w-8', className)}
        {...props}
      />
    </Tooltip>
  )
}
