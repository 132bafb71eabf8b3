import { createContext, type ReactNode, useContext } from 'react'
import type { Issues } from './definition-issues.ts'
import type { Draft, FormField } from './field.ts'

/** What is wrong with the definition that is edited. */
export const IssuesContext = createContext<Issues>(new Map())

/** What is wrong at one place of the form. */
export const useIssue = (path: string): string | undefined => useContext(IssuesContext).get(path)

export interface ControlProps<Type extends FormField['type'] = FormField['type']> {
  readonly field: Extract<FormField, { type: Type }>
  readonly value: unknown
  readonly onChange: (value: unknown) => void
  /** Where the value stands in the definition. */
  readonly path: string
}

export interface FieldListProps {
  readonly fields: readonly FormField[]
  readonly value: Draft
  readonly onChange: (value: Draft) => void
  readonly path: string
}

/** Several controls under one label. */
export function Group({
  label,
  hint,
  error,
  isBox,
  children,
}: {
  readonly label?: string | undefined
  readonly hint?: string | undefined
  readonly error?: string | undefined
  readonly isBox?: boolean
  readonly children: ReactNode
}) {
  return (
    <fieldset className="min-w-0">
      {label === undefined ? null : <legend className="mb-1 text-xs font-medium text-ink-2">{label}</legend>}
      {isBox ? <div className="rounded-lg border bg-sunken/50 p-3">{children}</div> : children}
      {hint === undefined ? null : <p className="mt-1 text-xs text-ink-3">{hint}</p>}
      {error === undefined ? null : <p className="mt-1 text-xs text-error">{error}</p>}
    </fieldset>
  )
}

export function Toggle({
  label,
  hint,
  value,
  onChange,
}: {
  readonly label: string
  readonly hint?: string | undefined
  readonly value: boolean
  readonly onChange: (value: boolean) => void
}) {
  return (
    <label className="flex min-h-5 items-start gap-2">
      <input
        type="checkbox"
        checked={value}
        onChange={(event) => onChange(event.target.checked)}
        className="mt-0.75 size-3.5 shrink-0 accent-accent-fill pointer-coarse:size-5"
      />
      <span>
        {label}
        {hint === undefined ? null : <span className="block text-xs text-ink-3">{hint}</span>}
      </span>
    </label>
  )
}
