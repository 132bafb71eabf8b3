import type { VisibilityState } from '@tanstack/react-table'
import { Columns3 } from 'lucide-react'
import { IconButton } from '../../ui/button.tsx'
import { Menu, MenuCheck, MenuItem, MenuLabel, MenuSeparator } from '../../ui/menu.tsx'
import { createPreference, usePreference } from '../../ui/preference.ts'
import { traceColumns } from './columns.tsx'

const alwaysHidden = ['spans', 'ttft', 'tools', 'environment', 'service', 'release', 'prompts']
const hiddenOnNarrow = ['session', 'user', 'tags']

/** What is hidden until someone chooses: as much as fits the window is shown. */
function initialHidden(): VisibilityState {
  const hidden = window.innerWidth >= 1700 ? alwaysHidden : [...alwaysHidden, ...hiddenOnNarrow]
  return Object.fromEntries([...hidden, ...(window.innerWidth < 1400 ? ['scores'] : [])].map((id) => [id, false]))
}

const readJson =
  <Value,>(accepts: (value: unknown) => value is Value) =>
  (stored: string): Value | undefined => {
    try {
      const value: unknown = JSON.parse(stored)
      return accepts(value) ? value : undefined
    } catch {
      return undefined
    }
  }

const isRecordOf = (type: 'boolean' | 'number') => (value: unknown) =>
  typeof value === 'object' && value !== null && Object.values(value).every((item) => typeof item === type)

const visibilityPreference = createPreference<VisibilityState>({
  key: 'pawl.trace-columns',
  initial: initialHidden(),
  parse: readJson((value): value is VisibilityState => isRecordOf('boolean')(value)),
  format: JSON.stringify,
})

const widthPreference = createPreference<Record<string, number>>({
  key: 'pawl.trace-column-widths',
  initial: {},
  parse: readJson((value): value is Record<string, number> => isRecordOf('number')(value)),
  format: JSON.stringify,
})

export const useColumnVisibility = () => usePreference(visibilityPreference)
export const useColumnWidths = () => usePreference(widthPreference)

/** Chooses which columns the table shows; remembered in this browser. */
export function ColumnMenu() {
  const [visibility, setVisibility] = useColumnVisibility()
  const [, setWidths] = useColumnWidths()
  return (
    <Menu trigger={<IconButton icon={Columns3} label="Columns" variant="default" />}>
      <MenuLabel>Columns</MenuLabel>
      {traceColumns.map(({ id, meta }) =>
        id && id !== 'trace' ? (
          <MenuCheck
            key={id}
            checked={visibility[id] !== false}
            onChange={(checked) => setVisibility({ ...visibility, [id]: checked })}
          >
            {meta?.label}
          </MenuCheck>
        ) : null,
      )}
      <MenuSeparator />
      <MenuItem
        onSelect={() => {
          setVisibility(initialHidden())
          setWidths({})
        }}
      >
        Back to the usual columns
      </MenuItem>
    </Menu>
  )
}
