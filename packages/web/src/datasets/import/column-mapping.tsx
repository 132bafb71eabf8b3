import type { RowMapping } from '@pawl/core'
import { Select } from '../../ui/field.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { type ColumnRole, columnRoles, roleOf, roleWords, withRole } from './column-roles.ts'

export interface ColumnMappingProps {
  readonly columns: readonly string[]
  readonly mapping: RowMapping
  readonly onChange: (mapping: RowMapping) => void
}

/** What each column of a file becomes. */
export const ColumnMapping = ({ columns, mapping, onChange }: ColumnMappingProps) => (
  <section aria-label="Columns">
    <h3 className="mb-1 text-xs font-medium text-ink-2">What its columns are</h3>
    <ul className="grid gap-x-4 gap-y-1.5 sm:grid-cols-2">
      {columns.map((column, index) => (
        <li key={column}>
          <div className="flex items-center gap-2">
            <label
              htmlFor={`column-${index}`}
              className="min-w-0 flex-1 truncate font-mono text-xs"
              title={oneLine(column, 200)}
            >
              {oneLine(column, 60)}
            </label>
            <Select
              id={`column-${index}`}
              className="w-44!"
              value={roleOf(mapping, column)}
              onChange={(event) => onChange(withRole(mapping, column, event.target.value as ColumnRole))}
            >
              {columnRoles.map((role) => (
                <option key={role} value={role}>
                  {roleWords[role]}
                </option>
              ))}
            </Select>
          </div>
        </li>
      ))}
    </ul>
  </section>
)
