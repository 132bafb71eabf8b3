import type { EvaluatorKind } from '@pawl/core'
import { Select } from '../../ui/field.tsx'
import { isKind, kindGroups, kinds } from './kinds.ts'

export interface KindSelectProps {
  readonly label: string
  readonly value: string
  readonly onChange: (kind: EvaluatorKind) => void
}

export const KindSelect = ({ label, value, onChange }: KindSelectProps) => (
  <Select
    aria-label={label}
    className="w-44!"
    value={value}
    onChange={(event) => (isKind(event.target.value) ? onChange(event.target.value) : undefined)}
  >
    {kindGroups.map((group) => (
      <optgroup key={group} label={group}>
        {Object.entries(kinds)
          .filter(([, kind]) => kind.group === group)
          .map(([name, kind]) => (
            <option key={name} value={name}>
              {kind.label}
            </option>
          ))}
      </optgroup>
    ))}
  </Select>
)
