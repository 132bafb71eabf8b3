import { ChevronLeft, ListFilter } from 'lucide-react'
import { useState } from 'react'
import { Button, IconButton } from '../../ui/button.tsx'
import { Input } from '../../ui/field.tsx'
import { formatDuration, parseDurationMs } from '../../ui/format/index.ts'
import { Popover } from '../../ui/popover.tsx'
import { fieldLabels } from './filter-conditions.ts'
import { type FilterSearch, type ListField, listFields } from './filter-search.ts'
import { NumberEditor } from './number-editor.tsx'
import { ValueEditor } from './value-editor.tsx'

const numberEditors = {
  duration: {
    label: 'Duration',
    min: 'minDurationMs',
    max: 'maxDurationMs',
    hint: 'As in 500ms, 2s, 1.5m',
    parse: parseDurationMs,
    format: formatDuration,
  },
  cost: { label: 'Cost', min: 'minCostUsd', max: 'maxCostUsd', hint: 'US dollars', parse: plainNumber, format: String },
  tokens: {
    label: 'Tokens',
    min: 'minTokens',
    max: 'maxTokens',
    hint: 'Input and output together',
    parse: plainNumber,
    format: String,
  },
} as const

type NumberEditorName = keyof typeof numberEditors
type EditorName = ListField | NumberEditorName | 'runs'

function plainNumber(text: string): number | undefined {
  const value = Number(text.replace(/[$,\s]/g, ''))
  return text.trim() !== '' && Number.isFinite(value) ? value : undefined
}

const names: readonly EditorName[] = [
  ...listFields.filter((field) => field !== 'id'),
  'duration',
  'cost',
  'tokens',
  'id',
  'runs',
]

const labelOf = (name: EditorName): string => {
  if (name === 'runs') return 'Include run trials'
  return name === 'duration' || name === 'cost' || name === 'tokens' ? numberEditors[name].label : fieldLabels[name]
}

export interface FilterMenuProps {
  readonly search: FilterSearch
  readonly onChange: (search: FilterSearch) => void
}

/** Adds a condition: first which field, then which value. */
export function FilterMenu({ search, onChange }: FilterMenuProps) {
  const [open, setOpen] = useState(false)
  const [editor, setEditor] = useState<EditorName>()
  const show = (next: boolean) => {
    setOpen(next)
    setEditor(undefined)
  }
  const choose = (name: EditorName) => {
    if (name !== 'runs') return setEditor(name)
    onChange({ ...search, runs: 'include' })
    show(false)
  }
  const finish = (next: FilterSearch) => {
    onChange(next)
    show(false)
  }
  return (
    <Popover
      label="Add a filter"
      open={open}
      onOpenChange={show}
      className="w-64"
      trigger={<Button icon={ListFilter}>Filter</Button>}
    >
      {editor === undefined || editor === 'runs' ? (
        <FieldList onChoose={choose} />
      ) : (
        <div>
          <div className="flex items-center gap-1 border-b p-1">
            <IconButton icon={ChevronLeft} label="Back to all fields" onClick={() => setEditor(undefined)} />
            <span className="text-xs font-medium">{labelOf(editor)}</span>
          </div>
          <Editor name={editor} search={search} onChange={onChange} onFinish={finish} />
        </div>
      )}
    </Popover>
  )
}

interface EditorProps extends FilterMenuProps {
  readonly name: Exclude<EditorName, 'runs'>
  readonly onFinish: (search: FilterSearch) => void
}

function Editor({ name, search, onChange, onFinish }: EditorProps) {
  if (name === 'duration' || name === 'cost' || name === 'tokens') {
    return <NumberEditor {...numberEditors[name]} search={search} onFinish={onFinish} />
  }
  return <ValueEditor field={name} search={search} onChange={onChange} onFinish={onFinish} />
}

function FieldList({ onChoose }: { readonly onChoose: (name: EditorName) => void }) {
  const [text, setText] = useState('')
  const shown = names.filter((name) => labelOf(name).toLowerCase().includes(text.trim().toLowerCase()))
  const first = shown[0]
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (first) onChoose(first)
      }}
    >
      <div className="sticky top-0 border-b bg-raised p-1.5">
        <Input
          aria-label="Find a field"
          placeholder="Filter by…"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      <ul className="p-1">
        {shown.map((name) => (
          <li key={name}>
            <button
              type="button"
              className="flex h-7 w-full items-center rounded px-2 text-left text-xs hover:bg-hover pointer-coarse:h-9"
              onClick={() => onChoose(name)}
            >
              {labelOf(name)}
            </button>
          </li>
        ))}
        {shown.length === 0 ? <li className="px-2 py-1.5 text-xs text-ink-3">No such field</li> : null}
      </ul>
    </form>
  )
}
