import { useNavigate } from '@tanstack/react-router'
import { CornerDownRight, SunMoon } from 'lucide-react'
import { useState } from 'react'
import { type Command, type CommandGroup, matchCommands } from '../../ui/command/command.ts'
import { CommandDialog } from '../../ui/command/command-dialog.tsx'
import { type Shortcut, useAllShortcuts } from '../../ui/shortcuts.tsx'
import { type ThemeChoice, useThemeChoice } from '../../ui/theme.ts'
import { places } from '../places.ts'
import { useFoundContent, useNamedThings } from './find-things.ts'

/** Goes anywhere, finds anything, does what the page can do. */
export function Palette({ onClose }: { readonly onClose: () => void }) {
  const [query, setQuery] = useState('')
  const named = useNamedThings()
  const found = useFoundContent(query, named.datasets)
  // Of the page as it stood when the palette came over it.
  const [shortcuts] = useState(useAllShortcuts())
  const groups: readonly CommandGroup[] = [
    { label: 'Go to', commands: matchCommands(usePlaceCommands(), query) },
    { label: 'On this page', commands: matchCommands(actionsOf(shortcuts), query) },
    ...(query.trim() === '' ? [] : [{ label: 'By name', commands: matchCommands(named.commands, query) }]),
    ...found.groups,
    { label: 'Display', commands: matchCommands(useThemeCommands(), query) },
  ]
  return (
    <CommandDialog
      title="Search and commands"
      placeholder="Search traces, rows, prompts… or type a command"
      query={query}
      onQuery={setQuery}
      groups={query.trim() === '' ? groups.toSorted(pageFirst) : groups}
      isSearching={query.trim() !== '' && (named.isSearching || found.isSearching)}
      onClose={onClose}
    />
  )
}

const pageFirst = (one: CommandGroup, other: CommandGroup): number =>
  Number(other.label === 'On this page') - Number(one.label === 'On this page')

function usePlaceCommands(): readonly Command[] {
  const navigate = useNavigate()
  return places.map(({ to, label, icon, letter }) => ({
    id: `place:${to}`,
    label,
    icon,
    keys: `g ${letter}`,
    run: () => void navigate({ to }),
  }))
}

/** What the keys of the page do, but for moving about: that takes more than one press. */
function actionsOf(shortcuts: readonly Shortcut[]): readonly Command[] {
  const byLabel = new Map(shortcuts.filter(({ key }) => !isMove(key)).map((shortcut) => [shortcut.label, shortcut]))
  return Array.from(byLabel.values(), ({ key, label, run }) => ({
    id: `action:${key}`.replaceAll(' ', '-'),
    label,
    icon: CornerDownRight,
    keys: key,
    run,
  }))
}

const isMove = (key: string): boolean => /^(?:g .|[jk]|[JK]|Arrow\w+|Escape|Enter| )$/.test(key)

const themeNames: Readonly<Record<ThemeChoice, string>> = {
  light: 'Light theme',
  dark: 'Dark theme',
  system: 'Theme as the system',
}

function useThemeCommands(): readonly Command[] {
  const [theme, setTheme] = useThemeChoice()
  return (['light', 'dark', 'system'] as const)
    .filter((choice) => choice !== theme)
    .map((choice) => ({
      id: `theme:${choice}`,
      label: themeNames[choice],
      icon: SunMoon,
      run: () => setTheme(choice),
    }))
}
