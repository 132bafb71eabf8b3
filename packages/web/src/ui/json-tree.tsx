import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { cx } from './class-names.ts'
import { LongText } from './long-text.tsx'
import { visibleText } from './visible-text.ts'

const firstEntries = 100

type Entry = readonly [key: string, value: unknown]

const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null

const entriesOf = (value: object): readonly Entry[] =>
  Array.isArray(value) ? value.map((item: unknown, index) => [String(index), item] as const) : Object.entries(value)

/** What a folded object or array shows of itself. */
function summaryOf(value: object): string {
  if (Array.isArray(value)) return `[${value.length} ${value.length === 1 ? 'item' : 'items'}]`
  const keys = Object.keys(value)
  const shown = keys.slice(0, 4).map((key) => visibleText(key.slice(0, 24)))
  return keys.length === 0 ? '{}' : `{${shown.join(', ')}${keys.length > 4 ? ', …' : ''}}`
}

export interface JsonTreeProps {
  readonly value: unknown
  /** Containers down to this depth start open. */
  readonly openDepth?: number
}

/** JSON as a tree that folds; strings are text, never markup. */
export function JsonTree({ value, openDepth = 2 }: JsonTreeProps) {
  return (
    <div className="font-mono text-xs leading-5">
      {isContainer(value) ? <Entries value={value} depth={0} openDepth={openDepth} /> : <Scalar value={value} />}
    </div>
  )
}

interface LevelProps {
  readonly depth: number
  readonly openDepth: number
}

function Entries({ value, depth, openDepth }: LevelProps & { readonly value: object }) {
  const [shown, setShown] = useState(firstEntries)
  const entries = entriesOf(value)
  if (entries.length === 0) return <span className="text-ink-3">{Array.isArray(value) ? '[]' : '{}'}</span>
  return (
    <>
      {entries.slice(0, shown).map(([key, item]) => (
        <Property
          key={key}
          name={key}
          value={item}
          depth={depth}
          openDepth={openDepth}
          isIndex={Array.isArray(value)}
        />
      ))}
      {shown < entries.length ? (
        <button
          type="button"
          className="ml-4 font-sans font-medium text-accent hover:underline"
          onClick={() => setShown(shown + 1000)}
        >
          Show {Math.min(1000, entries.length - shown)} more of {entries.length}
        </button>
      ) : null}
    </>
  )
}

interface PropertyProps extends LevelProps {
  readonly name: string
  readonly value: unknown
  readonly isIndex: boolean
}

function Property({ name, value, depth, openDepth, isIndex }: PropertyProps) {
  const container = isContainer(value) && Object.keys(value).length > 0
  const [open, setOpen] = useState(depth < openDepth)
  const label = <span className={isIndex ? 'text-ink-3' : 'text-kind-retrieval'}>{visibleText(name)}</span>
  if (!container) {
    return (
      <div className="flex gap-2 pl-4">
        <span className="shrink-0">{label}</span>
        <div className="min-w-0 flex-1">
          <Scalar value={value} />
        </div>
      </div>
    )
  }
  return (
    <div>
      <button
        type="button"
        aria-expanded={open}
        className="flex max-w-full items-center gap-1 rounded text-left hover:bg-hover"
        onClick={() => setOpen(!open)}
      >
        <ChevronRight aria-hidden size={12} className={cx('shrink-0 text-ink-3', open && 'rotate-90')} />
        {label}
        {open ? null : <span className="truncate text-ink-3">{summaryOf(value)}</span>}
      </button>
      {open ? (
        <div className="ml-1.5 border-l pl-1.5">
          <Entries value={value} depth={depth + 1} openDepth={openDepth} />
        </div>
      ) : null}
    </div>
  )
}

function Scalar({ value }: { readonly value: unknown }) {
  if (typeof value === 'string')
    return value === '' ? <span className="text-ink-3">""</span> : <LongText text={value} />
  if (isContainer(value)) return <span className="text-ink-3">{Array.isArray(value) ? '[]' : '{}'}</span>
  return <span className={value === null ? 'text-ink-3' : 'text-kind-llm'}>{String(value)}</span>
}
