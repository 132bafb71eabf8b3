import { useNavigate } from '@tanstack/react-router'
import { Boxes, CornerDownRight, SunMoon } from 'lucide-react'
import { useState } from 'react'
import { useProjects } from '../../access/index.ts'
import { problemOf } from '../../api/index.ts'
import { type Command, type CommandGroup, matchCommands } from '../../ui/command/command.ts'
import { CommandDialog } from '../../ui/command/command-dialog.tsx'
import { type Shortcut, useAllShortcuts } from '../../ui/shortcuts.tsx'
import { type ThemeChoice, useThemeChoice } from '../../ui/theme.ts'
import { places } from '../places.ts'
import { useFoundContent, useNamedThings } from './find-things.ts'

/** The nearest are first; whoever seeks another types more of it. */
const mostNames = 20

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
    ...(query.trim() === ''
      ? []
      : [{ label: 'By name', commands: matchCommands(named.commands, query).slice(0, mostNames) }]),
    ...found.groups,
    { label: 'Projects', commands: matchCommands(useProjectCommands(), query) },
    { label: 'Display', commands: matchCommands(useThemeCommands(), query) },
  ]
  const failure = query.trim() === '' ? null : (named.error ?? found.error)
  return (
    <CommandDialog
      title="Search and commands"
      placeholder="Search traces, rows, prompts… or type a command"
      query={query}
      onQuery={setQuery}
      groups={query.trim() === '' ? groups.toSorted(pageFirst) : groups}
      isSearching={query.trim() !== '' && (named.isSearching || found.isSearching)}
      problem={failure === null ? undefined : problemOf(failure).detail}
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

function useProjectCommands(): readonly Command[] {
  const { others, goTo } = useProjects()
  return others.map((name) => ({
    id: `project:${name}`,
    label: `Project ${name}`,
    icon: Boxes,
    run: () => void goTo(name),
  }))
}

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
