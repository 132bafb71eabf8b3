import { groupLabels, metricGroupNames } from '../../traces/index.ts'
import { Field, Input, Select } from '../../ui/field.tsx'
import type { DraftFieldsProps } from './read-draft.ts'

export const SliceFields = ({ draft, onChange, issues }: DraftFieldsProps) => (
  <div className={draft.sliceBy === 'metadata' ? 'grid grid-cols-2 gap-2' : ''}>
    <Field label="Each slice too" hint="All of them at one share of false alerts.">
      {(control) => (
        <Select
          {...control}
          value={draft.sliceBy}
          onChange={(event) => {
            const chosen = metricGroupNames.find((name) => name === event.target.value)
            onChange({ ...draft, sliceBy: chosen ?? (event.target.value === 'metadata' ? 'metadata' : '') })
          }}
        >
          <option value="">No, only the whole</option>
          {metricGroupNames.map((name) => (
            <option key={name} value={name}>
              by {groupLabels[name].toLowerCase()}
            </option>
          ))}
          <option value="metadata">by a metadata key</option>
        </Select>
      )}
    </Field>
    {draft.sliceBy === 'metadata' ? (
      <Field label="Metadata key" error={issues.metadataKey}>
        {(control) => (
          <Input
            {...control}
            placeholder="plan"
            value={draft.metadataKey}
            onChange={(event) => onChange({ ...draft, metadataKey: event.target.value })}
          />
        )}
      </Field>
    ) : null}
  </div>
)
