import { useQuery } from '@tanstack/react-query'
import { ListFilter, X } from 'lucide-react'
import { type RefObject, useEffect, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/class-names.ts'
import { Popover } from '../../ui/popover.tsx'
import { SearchInput } from '../../ui/search-input.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { evaluatorListQuery } from '../dataset-queries.ts'
import {
  conditionsOf,
  type DatasetSearch,
  type FilterField,
  fieldWords,
  filterFields,
  toggleValue,
  withoutConditions,
} from './dataset-search.ts'

export interface RowFilterBarProps {
  readonly search: DatasetSearch
  readonly inputRef: RefObject<HTMLInputElement | null>
  readonly onChange: (search: DatasetSearch) => void
}

/** What narrows the rows: a text, and conditions that can each be taken away. */
export function RowFilterBar({ search, inputRef, onChange }: RowFilterBarProps) {
  const conditions = conditionsOf(search).filter(({ key }) => key !== 'q')
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      <TextFilter search={search} inputRef={inputRef} onChange={onChange} />
      <FilterMenu search={search} onChange={onChange} />
      <ul aria-label="Filters" className="contents">
        {conditions.map(({ key, label, value, without }) => (
          <li key={key} className="min-w-0">
            <span className="inline-flex h-7 max-w-full items-center gap-1.5 rounded-md border bg-sunken pl-2 text-xs">
              <span className="text-ink-3">{label}</span>
              <span className="truncate font-medium">{oneLine(value, 60)}</span>
              <button
                type="button"
                aria-label={`Remove the filter ${label} ${value}`}
                className="grid h-full w-6 place-items-center rounded-r-md text-ink-3 hover:bg-hover hover:text-ink"
                onClick={() => onChange(without)}
              >
                <X aria-hidden size={12} />
              </button>
            </span>
          </li>
        ))}
      </ul>
      {conditions.length > 1 ? (
        <Button variant="ghost" onClick={() => onChange(withoutConditions(search))}>
          Clear
        </Button>
      ) : null}
    </div>
  )
}

function TextFilter({ search, inputRef, onChange }: RowFilterBarProps) {
  const [text, setText] = useState(search.q ?? '')
  useEffect(() => setText(search.q ?? ''), [search.q])
  const { q: _text, ...withoutText } = search
  const apply = (value: string) => onChange(value.trim() === '' ? withoutText : { ...search, q: value.trim() })
  return (
    <form
      className="relative w-56 max-w-full max-sm:w-full"
      onSubmit={(event) => {
        event.preventDefault()
        apply(text)
      }}
    >
      <SearchInput
        ref={inputRef}
        label="Search the rows"
        placeholder="Search input and behavior"
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          if (event.target.value === '') apply('')
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur()
        }}
      />
    </form>
  )
}

interface FilterMenuProps {
  readonly search: DatasetSearch
  readonly onChange: (search: DatasetSearch) => void
}

const FilterMenu = ({ search, onChange }: FilterMenuProps) => (
  <Popover label="Filter the rows" trigger={<Button icon={ListFilter}>Filter</Button>} className="w-72">
    <div className="space-y-3 p-3">
      {filterFields.map((field) => (
        <FilterGroup key={field} field={field} search={search} onChange={onChange} />
      ))}
    </div>
  </Popover>
)

function FilterGroup({ field, search, onChange }: FilterMenuProps & { readonly field: FilterField }) {
  const evaluators = useQuery({ ...evaluatorListQuery, enabled: field === 'evaluator' })
  const { label, values, nameOf } = fieldWords[field]
  const chosen: readonly string[] = search[field] ?? []
  const known = values ?? evaluators.data?.evaluators.map(({ name }) => name) ?? []
  const shown = Array.from(new Set([...known, ...chosen]))
  if (shown.length === 0) return null
  return (
    <fieldset>
      <legend className="mb-1 text-2xs font-medium text-ink-3">{label}</legend>
      <div className="flex flex-wrap gap-1">
        {shown.map((value) => (
          <label
            key={value}
            className={cx(
              'flex h-6 max-w-full cursor-pointer items-center rounded-md border px-2 text-xs has-focus-visible:outline-2 has-focus-visible:outline-accent',
              chosen.includes(value) ? 'border-accent! bg-accent-soft font-medium text-accent' : 'hover:bg-hover',
            )}
          >
            <input
              type="checkbox"
              className="sr-only"
              checked={chosen.includes(value)}
              onChange={() => onChange(toggleValue(search, field, value))}
            />
            <span className="truncate">{oneLine(nameOf(value), 60)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
