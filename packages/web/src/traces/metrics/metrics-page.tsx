import type { SliceKey } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { ArrowRight } from 'lucide-react'
import type { QueryValues } from '../../api/index.ts'
import { Select } from '../../ui/field.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { useChangeMarks } from '../changes/use-change-marks.ts'
import { FilterChips } from '../filter/filter-chips.tsx'
import { type FilterSearch, type ListField, listFields, toggleValue, withInterval } from '../filter/filter-search.ts'
import { TimeRangePicker } from '../filter/time-range-picker.tsx'
import { useApiFilter } from '../filter/use-api-filter.ts'
import { facetsQuery } from '../trace-queries.ts'
import { MetricCard, type MetricCardProps } from './metric-card.tsx'
import { metricPanels } from './metric-panels.ts'
import {
  groupLabels,
  type MetricsSearch,
  metadataKeyOf,
  metricGroupNames,
  metricsFilterOf,
  parseSliceKey,
} from './metrics-search.ts'

/** How the application does over time, under the same filter as the table of traces. */
export function MetricsPage() {
  const search: MetricsSearch = useSearch({ from: '/metrics' })
  const navigate = useNavigate({ from: '/metrics' })
  const { filter, countFromNow } = useApiFilter(metricsFilterOf(search))
  const go = (next: MetricsSearch) => {
    countFromNow()
    void navigate({ search: next })
  }
  const { groupBy, scoreName } = search
  const keep = { ...(groupBy ? { groupBy } : {}), ...(scoreName ? { scoreName } : {}) }
  const change = (next: FilterSearch) => go({ ...next, ...keep })
  const marks = useChangeMarks(filter)
  const pick = (group: string) => {
    if (!groupBy || group === '' || group === '(other)') return
    const key = metadataKeyOf(groupBy)
    const [field, value] = key === undefined ? [fieldOf(groupBy), group] : (['metadata', `${key}=${group}`] as const)
    if (field) void navigate({ to: '/traces', search: toggleValue(metricsFilterOf(search), field, value) })
  }
  return (
    <div className="h-full overflow-auto">
      <MetricsToolbar
        search={search}
        apiFilter={filter}
        onChange={change}
        onGroup={(group) =>
          go({ ...metricsFilterOf(search), ...(scoreName ? { scoreName } : {}), ...(group ? { groupBy: group } : {}) })
        }
      />
      <div className="grid gap-3 p-4 lg:grid-cols-2 2xl:grid-cols-3">
        {metricPanels
          .filter((panel) => !panel.needsScore && (groupBy !== undefined || !panel.needsGroup))
          .map((panel) => (
            <MetricCard
              key={`${panel.id} ${groupBy}`}
              panel={panel}
              filter={filter}
              groupBy={groupBy}
              scoreName={undefined}
              marks={marks}
              search={metricsFilterOf(search)}
              onZoom={(fromMs, toMs) => change(withInterval(metricsFilterOf(search), fromMs, toMs))}
              onPickGroup={pick}
            />
          ))}
      </div>
      <ScoreCharts
        filter={filter}
        groupBy={groupBy}
        scoreName={scoreName}
        marks={marks}
        search={metricsFilterOf(search)}
        onScore={(name) => go({ ...search, scoreName: name })}
        onZoom={(fromMs, toMs) => change(withInterval(metricsFilterOf(search), fromMs, toMs))}
        onPickGroup={pick}
      />
    </div>
  )
}

const fieldOf = (group: SliceKey): ListField | undefined => listFields.find((field) => field === group)

interface MetricsToolbarProps {
  readonly search: MetricsSearch
  readonly apiFilter: QueryValues
  readonly onChange: (search: FilterSearch) => void
  readonly onGroup: (group: SliceKey | undefined) => void
}

function MetricsToolbar({ search, apiFilter, onChange, onGroup }: MetricsToolbarProps) {
  const filter = metricsFilterOf(search)
  return (
    <div className="sticky top-0 z-20 border-b bg-canvas">
      <div className="flex flex-wrap items-center gap-2 px-4 py-2.5">
        <h1 className="mr-auto text-base font-semibold">Metrics</h1>
        <GroupChoice value={search.groupBy} filter={apiFilter} onChange={onGroup} />
        <TimeRangePicker search={filter} onChange={onChange} />
        <Link
          to="/traces"
          search={filter}
          className="flex h-7 items-center gap-1 rounded-md px-2 text-xs font-medium text-accent hover:bg-hover"
        >
          Traces of this range
          <ArrowRight aria-hidden size={13} />
        </Link>
      </div>
      <div className="px-4 pb-2.5">
        <FilterChips search={filter} onChange={onChange} />
      </div>
    </div>
  )
}

interface GroupChoiceProps {
  readonly value: SliceKey | undefined
  readonly filter: QueryValues
  readonly onChange: (group: SliceKey | undefined) => void
}

function GroupChoice({ value, filter, onChange }: GroupChoiceProps) {
  const found = useQuery(facetsQuery(filter, ['metadataKey'])).data?.facets.metadataKey ?? []
  const chosen = value === undefined ? undefined : metadataKeyOf(value)
  const keys = [...new Set([...(chosen === undefined ? [] : [chosen]), ...found.map((one) => one.value)])].slice(0, 100)
  return (
    <div className="flex items-center gap-2 text-xs text-ink-3">
      <label htmlFor="group-by">Group by</label>
      <Select
        id="group-by"
        className="w-32! text-xs!"
        value={value ?? ''}
        onChange={(event) => onChange(parseSliceKey(event.target.value))}
      >
        <option value="">Nothing</option>
        {metricGroupNames.map((name) => (
          <option key={name} value={name}>
            {groupLabels[name]}
          </option>
        ))}
        {keys.length === 0 ? null : (
          <optgroup label="Metadata">
            {keys.map((key) => (
              <option key={key} value={`metadata:${key}`}>
                {oneLine(key, 60)}
              </option>
            ))}
          </optgroup>
        )}
      </Select>
    </div>
  )
}

interface ScoreChartsProps extends Omit<MetricCardProps, 'panel'> {
  readonly onScore: (name: string) => void
}

/** Mean and pass rate of one score; the most frequent until another is chosen. */
function ScoreCharts({ scoreName, onScore, ...shared }: ScoreChartsProps) {
  const facets = useQuery(facetsQuery(shared.filter, ['score']))
  const names = facets.data?.facets.score?.map((one) => one.value) ?? []
  const shown = scoreName ?? names[0]
  if (shown === undefined) return null
  return (
    <section aria-label="Scores" className="px-4 pb-6">
      <div className="mb-2 flex items-center gap-2">
        <h2 className="text-sm font-semibold">Scores</h2>
        <Select
          aria-label="Score"
          className="w-48! text-xs!"
          value={shown}
          onChange={(event) => onScore(event.target.value)}
        >
          {[...new Set([shown, ...names])].map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </Select>
      </div>
      <div className="grid gap-3 lg:grid-cols-2 2xl:grid-cols-3">
        {metricPanels
          .filter((panel) => panel.needsScore)
          .map((panel) => (
            <MetricCard key={`${panel.id} ${shared.groupBy}`} {...shared} panel={panel} scoreName={shown} />
          ))}
      </div>
    </section>
  )
}
