import { useQuery } from '@tanstack/react-query'
import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { getEvaluator, problemOf } from '../../api/index.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { Input } from '../../ui/field.tsx'
import { Popover } from '../../ui/popover.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { evaluatorListQuery } from '../dataset-queries.ts'
import type { RowSectionProps } from './behavior-section.tsx'
import { EvaluatorCheckView, useEvaluatorCheck } from './evaluator-check.tsx'
import { NewEvaluator } from './new-evaluator.tsx'
import { type EditedFields, withField } from './row-draft.ts'
import { Section } from './section.tsx'

/** Who judges the row: each is shown on what came out and on what is wanted. */
export function EvaluatorsSection({ draft, onChange }: RowSectionProps) {
  const [isMaking, setIsMaking] = useState(false)
  const { evaluators } = draft.fields
  const attach = (name: string) =>
    onChange((before) =>
      before.fields.evaluators.includes(name)
        ? before
        : withField(before, 'evaluators', [...before.fields.evaluators, name]),
    )
  const detach = (name: string) =>
    onChange((before) =>
      withField(
        before,
        'evaluators',
        before.fields.evaluators.filter((one) => one !== name),
      ),
    )
  return (
    <Section
      title="Evaluators"
      hint="Must fail what came out and pass what is wanted"
      actions={
        <>
          <AttachMenu attached={evaluators} onAttach={attach} />
          <Button icon={Plus} pressed={isMaking} onClick={() => setIsMaking(!isMaking)}>
            New evaluator
          </Button>
        </>
      }
    >
      {evaluators.length === 0 && !isMaking ? (
        <p className="text-xs text-ink-3">None yet. A draft can do without; to become active the row needs one.</p>
      ) : null}
      <ul aria-label="Attached evaluators" className="space-y-2">
        {evaluators.map((name) => (
          <li key={name} className="rounded-md border p-2.5">
            <AttachedEvaluator name={name} fields={draft.fields} onDetach={() => detach(name)} />
          </li>
        ))}
      </ul>
      {isMaking ? (
        <div className="mt-2">
          <NewEvaluator
            fields={draft.fields}
            onClose={() => setIsMaking(false)}
            onMade={(name) => {
              attach(name)
              setIsMaking(false)
            }}
          />
        </div>
      ) : null}
    </Section>
  )
}

interface AttachedEvaluatorProps {
  readonly name: string
  readonly fields: EditedFields
  readonly onDetach: () => void
}

function AttachedEvaluator({ name, fields, onDetach }: AttachedEvaluatorProps) {
  // A row may ask for a certain version, as in `cites_policy@3`.
  const [base = name, version] = name.split('@')
  const evaluator = useQuery({
    queryKey: ['evaluators', 'one', base],
    queryFn: ({ signal }) => getEvaluator(base, signal),
  })
  const versions = evaluator.data?.versions ?? []
  const found = versions.find((one) => String(one.number) === version || one.id === version) ?? versions[0]
  const check = useEvaluatorCheck(fields, found?.definition)
  return (
    <>
      <div className="mb-1.5 flex items-center gap-2">
        <span className="min-w-0 truncate font-mono text-xs font-medium">{oneLine(name, 100)}</span>
        {found ? <Badge>{found.definition.kind.replaceAll('_', ' ')}</Badge> : null}
        <IconButton icon={X} label={`Detach ${name}`} className="ml-auto h-6! w-6!" onClick={onDetach} />
      </div>
      {evaluator.isError ? (
        <p className="text-xs text-error">{problemOf(evaluator.error).detail}</p>
      ) : (
        <EvaluatorCheckView state={check} />
      )}
    </>
  )
}

interface AttachMenuProps {
  readonly attached: readonly string[]
  readonly onAttach: (name: string) => void
}

function AttachMenu({ attached, onAttach }: AttachMenuProps) {
  const list = useQuery(evaluatorListQuery)
  const [isOpen, setIsOpen] = useState(false)
  const [text, setText] = useState('')
  const offered = (list.data?.evaluators ?? []).filter(
    (one) => !attached.includes(one.name) && `${one.name} ${one.note}`.toLowerCase().includes(text.toLowerCase()),
  )
  const choose = (name: string | undefined) => {
    if (name === undefined) return
    onAttach(name)
    setText('')
    setIsOpen(false)
  }
  return (
    <Popover
      label="Attach an evaluator"
      align="end"
      open={isOpen}
      onOpenChange={setIsOpen}
      trigger={<Button>Attach</Button>}
      className="w-80 p-2"
    >
      <Input
        aria-label="Search the evaluators"
        placeholder="Search"
        autoFocus
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          choose(offered[0]?.name)
        }}
      />
      <ul aria-label="Evaluators" className="mt-1.5 max-h-64 overflow-auto">
        {offered.map((one) => (
          <li key={one.name}>
            <button
              type="button"
              disabled={one.examplesState === 'wrong'}
              className="w-full rounded px-2 py-1.5 text-left hover:bg-hover disabled:opacity-60"
              onClick={() => choose(one.name)}
            >
              <span className="block truncate font-mono text-xs font-medium">{oneLine(one.name, 80)}</span>
              <span className="block truncate text-2xs text-ink-3">
                {one.examplesState === 'wrong'
                  ? 'Gets its own examples wrong: not to be attached'
                  : `${one.kind.replaceAll('_', ' ')}${one.note ? ` · ${oneLine(one.note, 80)}` : ''}`}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {offered.length === 0 ? (
        <p className="px-2 py-1.5 text-xs text-ink-3">
          {list.isError
            ? problemOf(list.error).detail
            : list.isPending
              ? 'Loading…'
              : 'None to attach: make a new one.'}
        </p>
      ) : null}
    </Popover>
  )
}
