import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react'
import { Dialog } from './dialog.tsx'

export interface Shortcut {
  /** As `KeyboardEvent.key` has it: `j`, `/`, `Enter`, `ArrowDown`; two keys one after the other: `g t`. */
  readonly key: string
  readonly label: string
  readonly run: () => void
}

interface Layer {
  shortcuts: readonly Shortcut[]
}

const LayersContext = createContext<Set<Layer> | undefined>(undefined)

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.closest('input, textarea, select, [role="menu"], [role="dialog"]') !== null)

/** Enter and space belong to the focused control itself. */
const isOnControl = (event: KeyboardEvent): boolean =>
  (event.key === 'Enter' || event.key === ' ') &&
  event.target instanceof HTMLElement &&
  event.target.closest('button, a, summary, [role="tab"]') !== null

/** How long the first key of two is remembered. */
const sequenceMs = 1200

interface PressedKey {
  readonly key: string
  readonly atMs: number
}

/** What a key stands for: the second of two where the first was pressed just before, else itself. */
function findShortcut(
  shortcuts: readonly Shortcut[],
  before: PressedKey | undefined,
  event: KeyboardEvent,
): Shortcut | undefined {
  const isSecond = before !== undefined && event.timeStamp - before.atMs < sequenceMs
  const both = isSecond ? shortcuts.find(({ key }) => key === `${before.key} ${event.key}`) : undefined
  return both ?? shortcuts.find(({ key }) => key === event.key)
}

export interface ShortcutsProviderProps {
  /** Keys beside the shortcuts that the list of keys names. */
  readonly more?: readonly NamedKey[]
  readonly children: ReactNode
}

export function ShortcutsProvider({ more = [], children }: ShortcutsProviderProps) {
  const layers = useMemo(() => new Set<Layer>(), [])
  const [helpIsOpen, setHelpIsOpen] = useState(false)
  const pressed = useRef<PressedKey>(undefined)
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
      if (isTyping(event.target) || isOnControl(event)) return
      if (event.key === '?') {
        event.preventDefault()
        setHelpIsOpen(true)
        return
      }
      // The layer added last is the innermost: it wins.
      const all = Array.from(layers).reverse()
      const shortcut = findShortcut(
        all.flatMap((layer) => layer.shortcuts),
        pressed.current,
        event,
      )
      pressed.current = shortcut ? undefined : { key: event.key, atMs: event.timeStamp }
      if (!shortcut) return
      event.preventDefault()
      shortcut.run()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [layers])
  return (
    <LayersContext value={layers}>
      {children}
      <Dialog open={helpIsOpen} onClose={() => setHelpIsOpen(false)} title="Keyboard">
        {helpIsOpen ? <ShortcutList shortcuts={[...more, ...shortcutsOf(layers)]} /> : null}
      </Dialog>
    </LayersContext>
  )
}

/** Shortcuts that hold while the component is on the page. They rest while the user types. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const layers = useContext(LayersContext)
  const layer = useRef<Layer>({ shortcuts })
  layer.current.shortcuts = shortcuts
  useEffect(() => {
    const mine = layer.current
    layers?.add(mine)
    return () => {
      layers?.delete(mine)
    }
  }, [layers])
}

const shortcutsOf = (layers: ReadonlySet<Layer>): readonly Shortcut[] =>
  Array.from(layers).flatMap((layer) => layer.shortcuts)

/** All that hold on the page now, the outermost first. */
export const useAllShortcuts = (): readonly Shortcut[] => shortcutsOf(useContext(LayersContext) ?? new Set())

const shownKeys: Readonly<Record<string, string>> = {
  ArrowDown: '↓',
  ArrowUp: '↑',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'esc',
  Enter: 'enter',
}

type NamedKey = Pick<Shortcut, 'key' | 'label'>

function ShortcutList({ shortcuts }: { readonly shortcuts: readonly NamedKey[] }) {
  const byLabel = new Map<string, NamedKey[]>()
  for (const shortcut of shortcuts) byLabel.set(shortcut.label, [...(byLabel.get(shortcut.label) ?? []), shortcut])
  return (
    <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2">
      {Array.from(byLabel, ([label, group]) => (
        <div key={label} className="contents">
          <dt className="flex gap-1">
            {group
              .flatMap((shortcut) => shortcut.key.split(' '))
              .map((key) => (
                <Key key={key} name={key} />
              ))}
          </dt>
          <dd className="text-ink-2">{label}</dd>
        </div>
      ))}
      <div className="contents">
        <dt>
          <Key name="?" />
        </dt>
        <dd className="text-ink-2">This list</dd>
      </div>
    </dl>
  )
}

export const Key = ({ name }: { readonly name: string }) => (
  <kbd className="inline-grid h-5 min-w-5 place-items-center rounded border border-line-strong bg-sunken px-1 font-mono text-2xs text-ink-2">
    {shownKeys[name] ?? name}
  </kbd>
)
