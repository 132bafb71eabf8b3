import { Radio, RotateCw, SlidersHorizontal } from 'lucide-react'
import type { RefObject } from 'react'
import { Button, IconButton } from '../../ui/button.tsx'
import { cx } from '../../ui/class-names.ts'
import type { FilterSearch } from '../filter/filter-search.ts'
import { TimeRangePicker } from '../filter/time-range-picker.tsx'
import { ListActions } from '../slots.tsx'
import { ColumnMenu } from './column-choice.tsx'
import { SearchBox } from './search-box.tsx'

export interface ListToolbarProps {
  readonly search: FilterSearch
  readonly inputRef: RefObject<HTMLInputElement | null>
  readonly isBusy: boolean
  readonly isLive: boolean
  readonly isConnected: boolean
  readonly isPhone: boolean
  readonly onChange: (search: FilterSearch) => void
  readonly onRefresh: () => void
  readonly onLive: (live: boolean) => void
  readonly onFacets: () => void
}

export function ListToolbar(props: ListToolbarProps) {
  const { search, inputRef, isBusy, isLive, isConnected, isPhone, onChange, onRefresh, onLive, onFacets } = props
  return (
    <div className="flex flex-wrap items-center gap-2 px-4 py-2.5">
      <h1 className="sr-only">Traces</h1>
      <IconButton icon={SlidersHorizontal} label="Facets" variant="default" onClick={onFacets} />
      <SearchBox inputRef={inputRef} search={search} placeholder="Search inputs and outputs" onChange={onChange} />
      <TimeRangePicker search={search} onChange={onChange} />
      <Button icon={Radio} pressed={isLive} onClick={() => onLive(!isLive)}>
        <span className="max-sm:sr-only">{isLive && !isConnected ? 'Reconnecting…' : 'Live'}</span>
      </Button>
      <IconButton
        icon={RotateCw}
        label="Refresh"
        variant="default"
        onClick={onRefresh}
        className={cx(isBusy && '[&_svg]:motion-safe:animate-spin')}
      />
      <ListActions search={search} isPhone={isPhone} />
      <div className="max-md:hidden">
        <ColumnMenu />
      </div>
    </div>
  )
}
