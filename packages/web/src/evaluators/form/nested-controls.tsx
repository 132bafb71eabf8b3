import { ArrowUp, Plus, X } from 'lucide-react'
import type { ComponentType } from 'react'
import { Button, IconButton } from '../../ui/button.tsx'
import { type ControlProps, type FieldListProps, Group, useIssue } from './control.tsx'
import { asDraft, asList, type Variant } from './field.ts'

/** Objects within objects: the list of their fields comes from the one that shows these controls. */
interface Nesting {
  readonly Fields: ComponentType<FieldListProps>
}

/** A list of objects with the same fields. */
export function RecordsControl({ field, value, onChange, path, Fields }: ControlProps<'records'> & Nesting) {
  const items = asList(value)
  return (
    <Group label={field.absent ? undefined : field.label} hint={field.hint} error={useIssue(path)}>
      <ol className="space-y-2">
        {items.map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: records have no identity but their place.
          <li key={index} className="relative rounded-lg border bg-sunken/50 p-3 pr-11">
            <Fields
              fields={field.fields}
              value={asDraft(item)}
              onChange={(next) => onChange(items.with(index, next))}
              path={`${path}.${index}`}
            />
            <div className="absolute top-1.5 right-1.5 flex flex-col">
              <IconButton
                icon={X}
                label={`Remove ${field.label.toLowerCase()} ${index + 1}`}
                onClick={() => onChange(items.toSpliced(index, 1))}
              />
              {index > 0 ? (
                <IconButton
                  icon={ArrowUp}
                  label={`Move ${field.label.toLowerCase()} ${index + 1} up`}
                  onClick={() => onChange(items.toSpliced(index, 1).toSpliced(index - 1, 0, item))}
                />
              ) : null}
            </div>
          </li>
        ))}
      </ol>
      <Button
        icon={Plus}
        variant="ghost"
        className="mt-1"
        onClick={() => onChange([...items, field.start(items.length)])}
      >
        {field.add}
      </Button>
    </Group>
  )
}

/** An object of one of a few forms, each with fields of its own. */
export function VariantControl({ field, value, onChange, path, Fields }: ControlProps<'variant'> & Nesting) {
  const draft = asDraft(value)
  const current = field.options.find((option) => option.value === draft[field.by])
  return (
    <Group label={field.label} hint={current?.hint} error={useIssue(path)}>
      <VariantChoice
        label={field.label}
        options={field.options}
        value={current?.value ?? ''}
        onChange={(option) => (option.value === current?.value ? undefined : onChange(option.start))}
      />
      {current && current.fields.length > 0 ? (
        <div className="mt-3">
          <Fields fields={current.fields} value={draft} onChange={onChange} path={path} />
        </div>
      ) : null}
    </Group>
  )
}

interface VariantChoiceProps {
  readonly label: string
  readonly options: readonly Variant[]
  readonly value: string
  readonly onChange: (option: Variant) => void
}

const VariantChoice = ({ label, options, value, onChange }: VariantChoiceProps) => (
  // biome-ignore lint/a11y/useSemanticElements: the fieldset around it has the label already.
  <div role="group" aria-label={label} className="flex flex-wrap gap-1">
    {options.map((option) => (
      <Button key={option.value} pressed={option.value === value} onClick={() => onChange(option)}>
        {option.label}
      </Button>
    ))}
  </div>
)
