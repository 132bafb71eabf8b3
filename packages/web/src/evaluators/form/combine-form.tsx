import { Plus, X } from 'lucide-react'
import type { ComponentType } from 'react'
import { Button, IconButton } from '../../ui/button.tsx'
import { Input } from '../../ui/field.tsx'
import { useIssue } from './control.tsx'
import { asDraft, asList, type Draft, type FormField } from './field.ts'
import { FieldList } from './field-control.tsx'
import { KindSelect } from './kind-select.tsx'
import { startOf } from './kinds.ts'

const modeField: FormField = {
  key: 'mode',
  type: 'choice',
  label: 'The whole passes when',
  options: [
    { value: 'all', label: 'All parts pass' },
    { value: 'any', label: 'Any part passes' },
    { value: 'weighted', label: 'The weighted score is reached' },
  ],
}
const scoreField: FormField = {
  key: 'minScore',
  type: 'number',
  label: 'Weighted score from',
  min: 0,
  max: 1,
  step: 0.05,
  when: (draft) => draft.mode === 'weighted',
}

export interface DefinitionFormProps {
  readonly value: Draft
  readonly onChange: (value: Draft) => void
  /** Where the definition stands in the whole: '' for the whole. */
  readonly path: string
}

export interface CombineFormProps extends DefinitionFormProps {
  /** The form of a part, which may be a combination again. */
  readonly Form: ComponentType<DefinitionFormProps>
}

/** Checks within a check: each part is a whole definition, a combination again if one likes. */
export function CombineForm({ value, onChange, path, Form }: CombineFormProps) {
  const parts = asList(value.parts).map(asDraft)
  const setParts = (next: readonly Draft[]) => onChange({ ...value, parts: next })
  const issue = useIssue(path === '' ? 'parts' : `${path}.parts`)
  return (
    <div className="space-y-3">
      <FieldList fields={[modeField, scoreField]} value={value} onChange={onChange} path={path} />
      <ol className="space-y-2">
        {parts.map((part, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts have no identity but their place.
          <li key={index} className="rounded-lg border bg-surface">
            <CombinePart
              part={part}
              index={index}
              isWeighted={value.mode === 'weighted'}
              Form={Form}
              path={`${path === '' ? '' : `${path}.`}parts.${index}`}
              onChange={(next) => setParts(parts.with(index, next))}
              onRemove={() => setParts(parts.toSpliced(index, 1))}
            />
          </li>
        ))}
      </ol>
      {issue ? <p className="text-xs text-error">{issue}</p> : null}
      <Button
        icon={Plus}
        variant="ghost"
        onClick={() => setParts([...parts, { weight: 1, definition: startOf('contains') }])}
      >
        Add a part
      </Button>
    </div>
  )
}

interface CombinePartProps {
  readonly part: Draft
  readonly index: number
  readonly isWeighted: boolean
  readonly Form: ComponentType<DefinitionFormProps>
  readonly path: string
  readonly onChange: (part: Draft) => void
  readonly onRemove: () => void
}

function CombinePart({ part, index, isWeighted, Form, path, onChange, onRemove }: CombinePartProps) {
  const definition = asDraft(part.definition)
  return (
    <>
      <div className="flex flex-wrap items-center gap-1.5 border-b px-2 py-1.5">
        <span className="w-4 text-center text-xs text-ink-3">{index + 1}</span>
        <KindSelect
          label={`Kind of part ${index + 1}`}
          value={String(definition.kind)}
          onChange={(kind) => onChange({ ...part, definition: startOf(kind) })}
        />
        <Input
          aria-label={`Name of part ${index + 1}`}
          placeholder="Name, as reasons call it"
          className="w-44! flex-1"
          value={typeof part.name === 'string' ? part.name : ''}
          onChange={(event) => onChange({ ...part, name: event.target.value })}
        />
        {isWeighted ? (
          <Input
            type="number"
            min={0}
            step="any"
            aria-label={`Weight of part ${index + 1}`}
            title="Weight"
            className="w-16!"
            value={typeof part.weight === 'number' ? part.weight : ''}
            onChange={(event) =>
              onChange({ ...part, weight: event.target.value === '' ? undefined : event.target.valueAsNumber })
            }
          />
        ) : null}
        <IconButton icon={X} label={`Remove part ${index + 1}`} onClick={onRemove} />
      </div>
      <div className="p-3">
        <Form
          value={definition}
          onChange={(next) => onChange({ ...part, definition: next })}
          path={`${path}.definition`}
        />
      </div>
    </>
  )
}
