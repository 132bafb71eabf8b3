import { type SearchSide, searchSides } from '@pawl/core'
import { Search } from 'lucide-react'
import { type RefObject, useEffect, useState } from 'react'
import { cx } from '../../ui/class-names.ts'
import { inputClass } from '../../ui/field.tsx'
import { Key } from '../../ui/shortcuts.tsx'
import type { FilterSearch } from '../filter/filter-search.ts'

export interface SearchBoxProps {
  readonly inputRef?: RefObject<HTMLInputElement | null>
  readonly search: FilterSearch
  readonly placeholder: string
  readonly onChange: (search: FilterSearch) => void
}

const sideLabels = { '': 'Everywhere', user: "User's words", input: 'Inputs', output: 'Outputs' } as const

/**
 * Searches when enter is pressed, the box is left or another side is chosen; escape gives the keyboard back to the page.
 */
export function SearchBox({ inputRef, search, placeholder, onChange }: SearchBoxProps) {
  const { q: value = '', in: side, ...others } = search
  const [text, setText] = useState(value)
  const [where, setWhere] = useState<SearchSide | undefined>(side)
  useEffect(() => setText(value), [value])
  useEffect(() => setWhere(side), [side])
  const find = (words: string, within: SearchSide | undefined) =>
    onChange({ ...others, ...(words === '' ? {} : { q: words, ...(within === undefined ? {} : { in: within }) }) })
  const submit = () => {
    if (text.trim() !== value) find(text.trim(), where)
  }
  const choose = (name: string) => {
    const within = searchSides.find((known) => known === name)
    setWhere(within)
    if (text.trim() !== '') find(text.trim(), within)
  }
  return (
    <form
      className="relative min-w-40 flex-1 max-md:min-w-[70%]"
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <Search
        aria-hidden
        size={14}
        className="pointer-events-none absolute top-1/2 left-2 -translate-y-1/2 text-ink-3"
      />
      <input
        ref={inputRef}
        type="search"
        enterKeyHint="search"
        autoComplete="off"
        spellCheck={false}
        aria-label={placeholder}
        placeholder={placeholder}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={submit}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur()
        }}
        className={cx(inputClass, 'peer pr-28! pl-7.5! md:pr-34!')}
      />
      <span className="pointer-events-none absolute top-1 right-28 hidden peer-focus:hidden md:block">
        {text === '' ? <Key name="/" /> : null}
      </span>
      <select
        aria-label="Where to search"
        title="Where to search"
        value={where ?? ''}
        onChange={(event) => choose(event.target.value)}
        className={cx(
          'absolute inset-y-px right-px w-27 cursor-pointer rounded-r-md border-l bg-surface pl-1.5 text-xs hover:bg-hover',
          where === undefined ? 'text-ink-3' : 'font-medium text-ink',
        )}
      >
        {Object.entries(sideLabels).map(([name, label]) => (
          <option key={name} value={name}>
            {label}
          </option>
        ))}
      </select>
    </form>
  )
}
