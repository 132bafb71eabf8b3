import type { TraceFacet } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { problemOf } from '../../api/index.ts'
import { Input } from '../../ui/field.tsx'
import { SkeletonLines } from '../../ui/states.tsx'
import { facetsQuery } from '../trace-queries.ts'
import { FacetValue } from './facet-value.tsx'
import { anyFailed } from './filter-conditions.ts'
import { type FilterSearch, type ListField, toggleValue } from './filter-search.ts'
import { useApiFilter } from './use-api-filter.ts'

const facetOf = {
  id: undefined,
  name: 'name',
  kind: 'kind',
  status: 'status',
  model: 'model',
  provider: 'provider',
  tool: 'tool',
  problem: undefined,
  session: undefined,
  user: 'user',
  tag: 'tag',
  metadata: 'metadataKey',
  environment: 'environment',
  service: 'service',
  release: 'release',
  prompt: 'prompt',
  score: 'score',
} as const satisfies Record<ListField, TraceFacet | undefined>

const hints: Partial<Record<ListField, string>> = {
  metadata: 'key=value, or a key alone',
  score: 'name>=0.5, name:label, name:fail, or a name alone',
  prompt: 'name, or name@version',
  problem: 'tool_error, empty_retrieval or schema_break',
  id: '32 hex digits',
}

export interface ValueEditorProps {
  readonly field: ListField
  readonly search: FilterSearch
  readonly onChange: (search: FilterSearch) => void
  readonly onFinish: (search: FilterSearch) => void
}

/** Values of a field with their counts, and a way to type one that is not listed. */
export function ValueEditor({ field, search, onChange, onFinish }: ValueEditorProps) {
  const [text, setText] = useState('')
  const { filter } = useApiFilter(search)
  const facet = facetOf[field]
  const facets = useQuery({ ...facetsQuery(filter, facet ? [facet] : []), enabled: facet !== undefined })
  const typed = text.trim()
  const values = facet ? (facets.data?.facets[facet] ?? []) : []
  const shown = values.filter((one) => one.value.toLowerCase().includes(typed.toLowerCase())).slice(0, 100)
  const selected = search[field] ?? []
  const offersFailed = field === 'score' && 'any failed'.includes(typed.toLowerCase())
  const add = () => {
    if (typed !== '' && !selected.includes(typed)) onFinish(toggleValue(search, field, typed))
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        add()
      }}
    >
      <div className="sticky top-0 border-b bg-raised p-1.5">
        <Input
          autoFocus
          aria-label="Value"
          placeholder={hints[field] ?? 'Type a value…'}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      <div className="p-1">
        {typed !== '' ? (
          <button
            type="submit"
            className="flex h-7 w-full items-center gap-1 rounded px-2 text-left text-xs hover:bg-hover"
          >
            Use <span className="truncate font-medium">“{typed}”</span>
          </button>
        ) : null}
        {offersFailed ? (
          <FacetValue
            value="Any failed"
            count={undefined}
            checked={selected.includes(anyFailed)}
            onToggle={() => onChange(toggleValue(search, field, anyFailed))}
          />
        ) : null}
        {facets.isLoading ? (
          <div className="p-2">
            <SkeletonLines lines={4} />
          </div>
        ) : null}
        {facets.error ? <p className="px-2 py-1.5 text-xs text-error">{problemOf(facets.error).detail}</p> : null}
        {shown.map(({ value, count }) => (
          <FacetValue
            key={value}
            value={value}
            count={count}
            checked={selected.includes(value)}
            onToggle={() => onChange(toggleValue(search, field, value))}
          />
        ))}
      </div>
    </form>
  )
}
