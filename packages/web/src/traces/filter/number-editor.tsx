import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Field, Input } from '../../ui/field.tsx'
import type { FilterSearch, NumberField } from './filter-search.ts'

export interface NumberEditorProps {
  readonly label: string
  readonly min: NumberField
  readonly max: NumberField
  readonly hint: string
  readonly parse: (text: string) => number | undefined
  readonly format: (value: number) => string
  readonly search: FilterSearch
  readonly onFinish: (search: FilterSearch) => void
}

/** Bounds of a number; an empty bound does not hold. */
export function NumberEditor({ label, min, max, hint, parse, format, search, onFinish }: NumberEditorProps) {
  const text = (value: number | undefined) => (value === undefined ? '' : format(value).replaceAll(' ', ''))
  const [least, setLeast] = useState(text(search[min]))
  const [most, setMost] = useState(text(search[max]))
  const from = parse(least)
  const to = parse(most)
  const isUnreadable = (least.trim() !== '' && from === undefined) || (most.trim() !== '' && to === undefined)
  const isReversed = from !== undefined && to !== undefined && from > to
  const error = isUnreadable
    ? `Not understood. ${hint}.`
    : isReversed
      ? 'The smallest is above the largest.'
      : undefined
  const apply = () => {
    const { [min]: _min, [max]: _max, ...rest } = search
    onFinish({ ...rest, ...(from === undefined ? {} : { [min]: from }), ...(to === undefined ? {} : { [max]: to }) })
  }
  return (
    <form
      className="space-y-2.5 p-3"
      onSubmit={(event) => {
        event.preventDefault()
        if (!error) apply()
      }}
    >
      <Field label={`${label} at least`}>
        {(control) => (
          <Input {...control} inputMode="decimal" value={least} onChange={(event) => setLeast(event.target.value)} />
        )}
      </Field>
      <Field label={`${label} at most`} hint={hint} error={error}>
        {(control) => (
          <Input {...control} inputMode="decimal" value={most} onChange={(event) => setMost(event.target.value)} />
        )}
      </Field>
      <Button type="submit" variant="primary" className="w-full" disabled={error !== undefined}>
        Apply
      </Button>
    </form>
  )
}
