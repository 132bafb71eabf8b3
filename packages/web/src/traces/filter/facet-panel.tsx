import type { Facets, TraceFacet } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { ChevronRight, Search } from 'lucide-react'
import { useState } from 'react'
import { problemOf, type QueryValues } from '../../api/index.ts'
import { cx } from '../../ui/class-names.ts'
import { createPreference, usePreference } from '../../ui/preference.ts'
import { ErrorState, SkeletonLines } from '../../ui/states.tsx'
import { facetsQuery } from '../trace-queries.ts'
import { FacetValue } from './facet-value.tsx'
import { anyFailed } from './filter-conditions.ts'
import { type FilterSearch, type ListField, toggleValue } from './filter-search.ts'

/** In the order people narrow by. The field is what a click filters on. */
const shownFacets = [
  { facet: 'status', field: 'status', label: 'Status' },
  { facet: 'name', field: 'name', label: 'Name' },
  { facet: 'model', field: 'model', label: 'Model' },
  { facet: 'tool', field: 'tool', label: 'Tool' },
  { facet: 'kind', field: 'kind', label: 'Kind' },
  { facet: 'failedScore', field: 'score', label: 'Failed score' },
  { facet: 'score', field: 'score', label: 'Score' },
  { facet: 'tag', field: 'tag', label: 'Tag' },
  { facet: 'environment', field: 'environment', label: 'Environment' },
  { facet: 'service', field: 'service', label: 'Service' },
  { facet: 'release', field: 'release', label: 'Release' },
  { facet: 'prompt', field: 'prompt', label: 'Prompt' },
  { facet: 'provider', field: 'provider', label: 'Provider' },
  { facet: 'user', field: 'user', label: 'User' },
  { facet: 'metadataKey', field: 'metadata', label: 'Metadata key' },
] as const satisfies readonly { facet: TraceFacet; field: ListField; label: string }[]

type ShownFacet = (typeof shownFacets)[number]

const failedEnding = ':fail'

/** Two facets narrow by scores: by their names, and by those that failed. */
function chosenOf({ facet, field }: ShownFacet, search: FilterSearch): readonly string[] {
  const values = search[field] ?? []
  if (field !== 'score') return values
  return values.filter((value) => value.endsWith(failedEnding) === (facet === 'failedScore'))
}

const nameOf = (facet: TraceFacet, value: string): string => {
  if (facet !== 'failedScore') return value
  return value === anyFailed ? 'Any score' : value.slice(0, -failedEnding.length)
}

const foldedPreference = createPreference<readonly string[]>({
  key: 'pawl.folded-facets',
  initial: ['provider', 'user', 'metadataKey', 'release', 'prompt'],
  parse: (stored) => stored.split(','),
  format: (folded) => folded.join(','),
})

export interface FacetPanelProps {
  readonly search: FilterSearch
  readonly filter: QueryValues
  readonly onChange: (search: FilterSearch) => void
}

/** Values of each field with their counts under the current filter. */
export function FacetPanel({ search, filter, onChange }: FacetPanelProps) {
  const facets = useQuery(facetsQuery(filter))
  const [folded, setFolded] = usePreference(foldedPreference)
  if (facets.isPending) {
    return (
      <div className="p-4">
        <SkeletonLines lines={14} />
      </div>
    )
  }
  if (facets.isError)
    return <ErrorState compact problem={problemOf(facets.error)} onRetry={() => void facets.refetch()} />
  const isEmpty = Object.values(facets.data.facets).every((values) => values.length === 0)
  if (isEmpty) return <p className="p-4 text-xs text-ink-3">Nothing to narrow by: no trace is listed.</p>
  return (
    <div className={cx('space-y-0.5 p-2', facets.isPlaceholderData && 'opacity-60')}>
      {shownFacets.map((shown) => (
        <FacetGroup
          key={shown.facet}
          shown={shown}
          values={facets.data.facets[shown.facet] ?? []}
          selected={chosenOf(shown, search)}
          isFolded={folded.includes(shown.facet)}
          onFold={() =>
            setFolded(
              folded.includes(shown.facet) ? folded.filter((one) => one !== shown.facet) : [...folded, shown.facet],
            )
          }
          onToggle={(value) => onChange(toggleValue(search, shown.field, value))}
        />
      ))}
    </div>
  )
}

interface FacetGroupProps {
  readonly shown: ShownFacet
  readonly values: Facets['facets'][string]
  readonly selected: readonly string[]
  readonly isFolded: boolean
  readonly onFold: () => void
  readonly onToggle: (value: string) => void
}

function FacetGroup({ shown, values, selected, isFolded, onFold, onToggle }: FacetGroupProps) {
  const missing = selected.filter((value) => values.every((one) => one.value !== value))
  if (values.length === 0 && missing.length === 0) return null
  return (
    <section aria-label={shown.label}>
      <button
        type="button"
        aria-expanded={!isFolded}
        className="flex h-7 w-full items-center gap-1 rounded px-1 text-xs font-medium text-ink-2 hover:bg-hover"
        onClick={onFold}
      >
        <ChevronRight aria-hidden size={13} className={cx('text-ink-3', !isFolded && 'rotate-90')} />
        {shown.label}
        {selected.length > 0 ? <span className="ml-auto pr-1 text-accent">{selected.length}</span> : null}
      </button>
      {isFolded ? null : <FacetValues {...{ shown, values, missing, selected, onToggle }} />}
    </section>
  )
}

interface FacetValuesProps extends Pick<FacetGroupProps, 'shown' | 'values' | 'selected' | 'onToggle'> {
  readonly missing: readonly string[]
}

const firstValues = 6

function FacetValues({ shown: { facet }, values, missing, selected, onToggle }: FacetValuesProps) {
  const [text, setText] = useState('')
  const [showsAll, setShowsAll] = useState(false)
  const matching = values.filter((one) => one.value.toLowerCase().includes(text.trim().toLowerCase()))
  const shown = showsAll || text !== '' ? matching.slice(0, 200) : matching.slice(0, firstValues)
  const hasSearch = values.length > 8
  return (
    <div className="pb-2">
      {hasSearch ? (
        <div className="relative mx-2 mb-1">
          <Search aria-hidden size={12} className="absolute top-1.5 left-1.5 text-ink-3" />
          <input
            aria-label="Find a value"
            placeholder="Find…"
            value={text}
            onChange={(event) => setText(event.target.value)}
            className="h-6 w-full rounded border bg-surface pr-1 pl-5.5 text-xs pointer-coarse:h-8"
          />
        </div>
      ) : null}
      {missing.map((value) => (
        <FacetValue
          key={value}
          value={nameOf(facet, value)}
          count={undefined}
          checked
          onToggle={() => onToggle(value)}
        />
      ))}
      {shown.map(({ value, count }) => (
        <FacetValue
          key={value}
          value={nameOf(facet, value)}
          count={count}
          checked={selected.includes(value)}
          onToggle={() => onToggle(value)}
        />
      ))}
      {text === '' && values.length > firstValues ? (
        <button
          type="button"
          className="h-6 px-2 text-xs text-accent hover:underline"
          onClick={() => setShowsAll(!showsAll)}
        >
          {showsAll ? 'Show fewer' : `Show all ${values.length}`}
        </button>
      ) : null}
    </div>
  )
}
