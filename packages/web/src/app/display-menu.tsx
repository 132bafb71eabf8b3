import { SunMoon } from 'lucide-react'
import { IconButton } from '../ui/button.tsx'
import { Menu, MenuChoice, MenuSeparator } from '../ui/menu.tsx'
import { useThemeChoice } from '../ui/theme.ts'
import { localZoneName, useZoneChoice } from '../ui/time-zone.ts'

/** How things are shown in this browser: theme and time zone. */
export function DisplayMenu() {
  const [theme, setTheme] = useThemeChoice()
  const [zone, setZone] = useZoneChoice()
  return (
    <Menu align="start" trigger={<IconButton icon={SunMoon} label="Theme and time zone" />}>
      <MenuChoice
        label="Theme"
        value={theme}
        onChange={setTheme}
        options={[
          { value: 'system', label: 'As the system' },
          { value: 'light', label: 'Light' },
          { value: 'dark', label: 'Dark' },
        ]}
      />
      <MenuSeparator />
      <MenuChoice
        label="Times"
        value={zone}
        onChange={setZone}
        options={[
          { value: 'local', label: `Local (${localZoneName()})` },
          { value: 'utc', label: 'UTC' },
        ]}
      />
    </Menu>
  )
}
