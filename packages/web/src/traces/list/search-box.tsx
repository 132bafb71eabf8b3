import { Search } from 'lucide-react'
import { type RefObject, useEffect, useState } from 'react'
import { cx } from '../../ui/class-names.ts'
import { inputClass } from '../../ui/field.tsx'
import { Key } from '../../ui/shortcuts.tsx'

export interface SearchBoxProps {
  readonly inputRef?: RefObject<HTMLInputElement | null>
  readonly value: string
  readonly placeholder: string
  readonly onSearch: (text: string) => void
}

/** Searches when enter is pressed or the box is left; escape gives the keyboard back to the page. */
export function SearchBox({ inputRef, value, placeholder, onSearch }: SearchBoxProps) {
  const [text, setText] = useState(value)
  useEffect(() => setText(value), [value])
  const submit = () => {
    if (text.trim() !== value) onSearch(text.trim())
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
        className={cx(inputClass, 'peer pl-7.5! md:pr-8!')}
      />
      <span className="pointer-events-none absolute top-1 right-1.5 hidden peer-focus:hidden md:block">
        {text === '' ? <Key name="/" /> : null}
      </span>
    </form>
  )
}
