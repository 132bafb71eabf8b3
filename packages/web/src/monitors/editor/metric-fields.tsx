import { Suspense } from 'react'
import { FilterChips } from '../../traces/index.ts'
import { Field, Input, Select } from '../../ui/field.tsx'
import { Panel } from '../../ui/panel.tsx'
import { measureNames, wordsOf } from '../marks/words.ts'
import { type MonitorDraft, withMeasure } from './monitor-draft.ts'
import type { DraftFieldsProps } from './read-draft.ts'
import { ScoreNameInput } from './score-name-input.tsx'
import { SliceFields } from './slice-fields.tsx'

/** What is watched, of what, and by what it is taken apart. */
export function MetricFields({ draft, onChange, issues }: DraftFieldsProps) {
  const { needs, hasQuantile } = wordsOf(draft.measure)
  const set = (change: Partial<MonitorDraft>) => onChange({ ...draft, ...change })
  return (
    <Panel title="What to watch">
      <div className="space-y-3 p-3.5">
        <div className="grid grid-cols-[minmax(0,1fr)_8rem] gap-2">
          <MeasureSelect draft={draft} onChange={onChange} />
          <Field label="Of">
            {(control) => (
              <Select
                {...control}
                value={draft.of}
                onChange={(event) => set({ of: event.target.value === 'spans' ? 'spans' : 'traces' })}
              >
                <option value="traces">whole traces</option>
                <option value="spans">single spans</option>
              </Select>
            )}
          </Field>
        </div>
        {needs === undefined ? null : (
          <ScoreNameInput
            value={draft.scoreName}
            error={issues.scoreName}
            onChange={(scoreName) => set({ scoreName })}
          />
        )}
        {needs === 'label' ? (
          <Field label="Label" error={issues.label}>
            {(control) => (
              <Input {...control} value={draft.label} onChange={(event) => set({ label: event.target.value })} />
            )}
          </Field>
        ) : null}
        {hasQuantile ? (
          <Field
            label="Percentile"
            hint="Watched is how many lie above this percentile of the past."
            error={issues.percentile}
          >
            {(control) => (
              <Input
                {...control}
                inputMode="decimal"
                value={draft.percentile}
                onChange={(event) => set({ percentile: event.target.value })}
              />
            )}
          </Field>
        ) : null}
        <div>
          <p className="mb-1 text-xs font-medium text-ink-2">Only what fits</p>
          <Suspense>
            <FilterChips search={draft.filter} onChange={(filter) => set({ filter })} />
          </Suspense>
        </div>
        <SliceFields draft={draft} onChange={onChange} issues={issues} />
      </div>
    </Panel>
  )
}

const measureGroups = ['Errors', 'Speed', 'Cost', 'Scores', 'Traffic'] as const

const MeasureSelect = ({ draft, onChange }: Pick<DraftFieldsProps, 'draft' | 'onChange'>) => (
  <Field label="Metric">
    {(control) => (
      <Select
        {...control}
        value={draft.measure}
        onChange={(event) => {
          const measure = measureNames.find((name) => name === event.target.value)
          if (measure) onChange(withMeasure(draft, measure))
        }}
      >
        {measureGroups.map((group) => (
          <optgroup key={group} label={group}>
            {measureNames
              .filter((name) => wordsOf(name).group === group)
              .map((name) => (
                <option key={name} value={name}>
                  {wordsOf(name).label}
                </option>
              ))}
          </optgroup>
        ))}
      </Select>
    )}
  </Field>
)
