import { Search } from 'lucide-react'
import type { ComponentPropsWithRef } from 'react'
import { cx } from './class-names.ts'
import { inputClass } from './field.tsx'

export interface SearchInputProps extends Omit<ComponentPropsWithRef<'input'>, 'type' | 'aria-label'> {
  /** Read aloud. */
  readonly label: string
}

/** A text field with a magnifying glass. Its parent is `relative`. */
export function SearchInput({ label, className, ...props }: SearchInputProps) {
  return (
    <>
      <Search
        aria-hidden
        size={13}
        className="pointer-events-none absolute top-1/2 left-2 -translate-y-1/2 text-ink-3"
      />
      <input
        type="search"
        autoComplete="off"
        spellCheck={false}
        aria-label={label}
        className={cx(inputClass, 'pl-7!', className)}
        {...props}
      />
    </>
  )
}
