import * as Radix from '@radix-ui/react-dialog'
import { Search } from 'lucide-react'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { cx } from '../class-names.ts'
import { Key } from '../shortcuts.tsx'
import { oneLine } from '../visible-text.ts'
import type { Command, CommandGroup } from './command.ts'

export interface CommandDialogProps {
  readonly title: string
  readonly placeholder: string
  readonly query: string
  readonly onQuery: (query: string) => void
  /** Groups without commands are left out. */
  readonly groups: readonly CommandGroup[]
  /** More may come. */
  readonly isSearching: boolean
  /** Why not everything was searched. */
  readonly problem?: string | undefined
  readonly onClose: () => void
}

/**
 * A field over the page and the commands that its text means: arrows choose, Enter does, escape leaves. A combobox with a list box, by
 * https://www.w3.org/WAI/ARIA/apg/patterns/combobox/
 */
export function CommandDialog(props: CommandDialogProps) {
  const { title, placeholder, query, onQuery, isSearching, problem, onClose } = props
  const groups = props.groups.filter(({ commands }) => commands.length > 0)
  const commands = groups.flatMap((group) => group.commands)
  const [chosenId, setChosenId] = useState<string>()
  const chosen = commands.find(({ id }) => id === chosenId) ?? commands[0]
  const listId = useId()
  const run = (command: Command | undefined) => {
    if (!command) return
    onClose()
    command.run()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter ends a word of an input method, too.
    if (event.nativeEvent.isComposing) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined && chosen) {
      event.preventDefault()
      const next = (commands.indexOf(chosen) + step + commands.length) % commands.length
      setChosenId(commands[next]?.id)
    }
    if (event.key === 'Enter') {
      event.preventDefault()
      run(chosen)
    }
  }
  return (
    <Radix.Root open onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-[rgb(10_12_18/0.5)]" />
        <Radix.Content
          aria-describedby={undefined}
          className="animate-appear fixed top-[8vh] left-1/2 z-40 flex max-h-[76vh] w-[min(40rem,calc(100vw-1.5rem))] -translate-x-1/2 flex-col overflow-hidden rounded-xl border border-line-strong bg-raised shadow-pop outline-none"
        >
          <Radix.Title className="sr-only">{title}</Radix.Title>
          <div className="flex items-center gap-2.5 border-b px-3.5">
            <Search aria-hidden size={16} className={cx('shrink-0 text-ink-3', isSearching && 'animate-skeleton')} />
            <input
              role="combobox"
              aria-label={title}
              aria-expanded={commands.length > 0}
              aria-controls={listId}
              aria-autocomplete="list"
              aria-activedescendant={chosen ? `${listId}-${chosen.id}` : undefined}
              autoComplete="off"
              spellCheck={false}
              placeholder={placeholder}
              value={query}
              onChange={(event) => {
                setChosenId(undefined)
                onQuery(event.currentTarget.value)
              }}
              onKeyDown={onKeyDown}
              className="h-12 w-full min-w-0 bg-transparent text-lg outline-none"
            />
          </div>
          <div id={listId} role="listbox" aria-label={title} className="min-h-0 overflow-auto p-1.5">
            {groups.map(({ label, commands: members }) => (
              // biome-ignore lint/a11y/useSemanticElements: the groups of a list box are no field sets.
              <div key={label} role="group" aria-label={label} className="pb-1">
                <p aria-hidden className="px-2.5 pt-2 pb-1 text-2xs font-medium text-ink-3">
                  {label}
                </p>
                {members.map((command) => (
                  <Option
                    key={command.id}
                    id={`${listId}-${command.id}`}
                    command={command}
                    isChosen={command === chosen}
                    onChoose={() => setChosenId(command.id)}
                    onRun={() => run(command)}
                  />
                ))}
              </div>
            ))}
          </div>
          {problem === undefined ? (
            <p role="status" className={commands.length > 0 ? 'sr-only' : 'px-4 pt-2 pb-6 text-center text-ink-2'}>
              {countText(commands.length, isSearching)}
            </p>
          ) : (
            <p role="status" className="border-t px-4 py-2 text-xs text-error">
              Not everything could be searched. {problem}
            </p>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

function countText(count: number, isSearching: boolean): string {
  if (isSearching) return 'Searching…'
  if (count === 0) return 'Nothing has this name or says this.'
  return count === 1 ? '1 result' : `${count} results`
}

interface OptionProps {
  readonly id: string
  readonly command: Command
  readonly isChosen: boolean
  readonly onChoose: () => void
  readonly onRun: () => void
}

function Option({ id, command: { label, note, icon: Icon, keys }, isChosen, onChoose, onRun }: OptionProps) {
  const element = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (isChosen) element.current?.scrollIntoView({ block: 'nearest' })
  }, [isChosen])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the keys and the focus are the combobox's.
    <div
      ref={element}
      id={id}
      role="option"
      aria-selected={isChosen}
      className="flex h-9 cursor-pointer items-center gap-2.5 rounded-md px-2.5 aria-selected:bg-selected pointer-coarse:h-11"
      onPointerMove={onChoose}
      onClick={onRun}
    >
      <Icon aria-hidden size={15} className="shrink-0 text-ink-3" />
      <span className="max-w-full min-w-0 shrink-0 truncate">{oneLine(label, 120)}</span>
      <span className="min-w-0 flex-1 truncate text-xs text-ink-3">{note === undefined ? '' : oneLine(note, 160)}</span>
      {keys === undefined ? null : (
        <span className="flex shrink-0 gap-1 max-md:hidden">
          {keys.split(' ').map((key) => (
            <Key key={key} name={key} />
          ))}
        </span>
      )}
    </div>
  )
}
