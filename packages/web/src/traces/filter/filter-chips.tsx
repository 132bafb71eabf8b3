import { X } from 'lucide-react'
import { oneLine } from '../../ui/visible-text.ts'
import { type Condition, conditionsOf } from './filter-conditions.ts'
import { FilterMenu } from './filter-menu.tsx'
import { type FilterSearch, withoutConditions } from './filter-search.ts'

export interface FilterChipsProps {
  readonly search: FilterSearch
  readonly onChange: (search: FilterSearch) => void
}

/** The conditions that hold, each removable, and the menu that adds one. */
export function FilterChips({ search, onChange }: FilterChipsProps) {
  const conditions = conditionsOf(search)
  return (
    <ul aria-label="Filters" className="flex min-w-0 flex-wrap items-center gap-1.5">
      {conditions.map((condition) => (
        <li key={condition.key} className="min-w-0">
          <Chip condition={condition} onRemove={() => onChange(condition.without)} />
        </li>
      ))}
      <li>
        <FilterMenu search={search} onChange={onChange} />
      </li>
      {conditions.length > 1 ? (
        <li>
          <button
            type="button"
            className="h-7 rounded-md px-2 text-xs text-ink-2 hover:bg-hover hover:text-ink"
            onClick={() => onChange(withoutConditions(search))}
          >
            Clear all
          </button>
        </li>
      ) : null}
    </ul>
  )
}

function Chip({ condition, onRemove }: { readonly condition: Condition; readonly onRemove: () => void }) {
  const value = oneLine(condition.value, 80)
  return (
    <span className="flex h-7 max-w-72 items-center rounded-md border border-line-strong bg-surface text-xs">
      <span className="shrink-0 pr-1.5 pl-2 text-ink-3">{condition.label}</span>
      <span title={value} className="truncate font-medium">
        {value}
      </span>
      <button
        type="button"
        aria-label={`Remove the filter ${condition.label} ${value}`}
        className="ml-1 grid h-full w-6 shrink-0 place-items-center rounded-r-md text-ink-3 hover:bg-hover hover:text-ink"
        onClick={onRemove}
      >
        <X aria-hidden size={13} />
      </button>
    </span>
  )
}
