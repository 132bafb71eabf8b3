import type { ComponentPropsWithRef, ReactNode } from 'react'
import { useId } from 'react'
import { cx } from './class-names.ts'

export const inputClass =
  'h-7 w-full min-w-0 rounded-md border border-line-strong bg-surface px-2 text-sm text-ink pointer-coarse:h-9 pointer-coarse:text-lg disabled:opacity-60'

export const Input = ({ className, ...props }: ComponentPropsWithRef<'input'>) => (
  <input autoComplete="off" spellCheck={false} className={cx(inputClass, className)} {...props} />
)

export const TextArea = ({ className, ...props }: ComponentPropsWithRef<'textarea'>) => (
  <textarea className={cx(inputClass, 'h-auto! py-1.5', className)} {...props} />
)

export const Select = ({ className, ...props }: ComponentPropsWithRef<'select'>) => (
  <select className={cx(inputClass, 'pr-1', className)} {...props} />
)

export interface FieldProps {
  readonly label: string
  readonly hint?: string | undefined
  readonly error?: string | undefined
  readonly children: (control: { readonly id: string; readonly 'aria-describedby': string | undefined }) => ReactNode
}

/** A label, its control, and below it a hint or what is wrong. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId()
  const note = error ?? hint
  return (
    <div>
      <label htmlFor={id} className="mb-1 block text-xs font-medium text-ink-2">
        {label}
      </label>
      {children({ id, 'aria-describedby': note ? `${id}-note` : undefined })}
      {note ? (
        <p id={`${id}-note`} className={cx('mt-1 text-xs', error ? 'text-error' : 'text-ink-3')}>
          {note}
        </p>
      ) : null}
    </div>
  )
}
