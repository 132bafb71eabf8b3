import { SearchX } from 'lucide-react'
import { Button } from '../../ui/button.tsx'
import { EmptyState, Skeleton } from '../../ui/states.tsx'
import { conditionsOf } from '../filter/filter-conditions.ts'
import { type FilterSearch, withoutConditions, withRange } from '../filter/filter-search.ts'

/** Rows on their way, as high as the real ones. */
export const SkeletonRows = ({ height }: { readonly height: number }) => (
  <div role="status" aria-label="Loading traces">
    {Array.from({ length: 14 }, (_, row) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never move.
      <div key={row} className="flex items-center gap-4 border-b px-4" style={{ height }}>
        <Skeleton className="h-3 w-24" />
        <Skeleton className="h-3 w-12" />
        <Skeleton className={['h-3 w-80', 'h-3 w-64', 'h-3 w-96'][row % 3] ?? ''} />
        <Skeleton className="ml-auto h-3 w-28" />
      </div>
    ))}
  </div>
)

export interface NoMatchesProps {
  readonly what: string
  readonly search: FilterSearch
  readonly onChange: (search: FilterSearch) => void
}

/** Nothing fits the filter: names what narrows it and offers to widen it. */
export function NoMatches({ what, search, onChange }: NoMatchesProps) {
  const conditions = conditionsOf(search)
  const isBounded = search.range !== 'all' || search.from !== undefined || search.to !== undefined
  return (
    <EmptyState
      icon={SearchX}
      title={`No ${what} here`}
      action={
        <>
          {isBounded ? (
            <Button variant="primary" onClick={() => onChange(withRange(search, 'all'))}>
              Look at all time
            </Button>
          ) : null}
          {conditions.length > 0 ? (
            <Button onClick={() => onChange(withoutConditions(search))}>Clear the filters</Button>
          ) : null}
        </>
      }
    >
      {conditions.length === 0
        ? `There are ${what}, but none in this time range.`
        : `None in this time range fits ${conditions.length === 1 ? 'the filter' : `all ${conditions.length} filters`}.`}
    </EmptyState>
  )
}
