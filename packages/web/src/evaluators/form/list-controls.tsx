import { Plus, X } from 'lucide-react'
import { type KeyboardEvent, useRef } from 'react'
import { Button, IconButton } from '../../ui/button.tsx'
import { Field, Input, Select } from '../../ui/field.tsx'
import { type ControlProps, Group, Toggle, useIssue } from './control.tsx'
import { asDraft, asList } from './field.ts'

export function FlagsControl({ field, value, onChange, path }: ControlProps<'flags'>) {
  const chosen = asList(value)
  return (
    <Group label={field.label} error={useIssue(path)}>
      <div className="space-y-1">
        {field.options.map((option) => (
          <Toggle
            key={option.value}
            label={option.label}
            value={chosen.includes(option.value)}
            onChange={(isOn) =>
              onChange(isOn ? [...chosen, option.value] : chosen.filter((name) => name !== option.value))
            }
          />
        ))}
      </div>
    </Group>
  )
}

/** Texts, one a line; enter makes the next. */
export function ListControl({ field, value, onChange, path }: ControlProps<'list'>) {
  const items = asList(value)
  const box = useRef<HTMLDivElement>(null)
  const focus = (index: number) =>
    window.setTimeout(() => box.current?.querySelectorAll<HTMLInputElement>('input')[index]?.focus())
  const onKeyDown = (event: KeyboardEvent, index: number) => {
    if (event.key === 'Enter' && !event.nativeEvent.isComposing && !event.ctrlKey && !event.metaKey) {
      event.preventDefault()
      onChange(items.toSpliced(index + 1, 0, ''))
      focus(index + 1)
    }
    if (event.key === 'Backspace' && items[index] === '' && items.length > 1) {
      event.preventDefault()
      onChange(items.toSpliced(index, 1))
      focus(Math.max(0, index - 1))
    }
  }
  return (
    <Group label={field.absent ? undefined : field.label} hint={field.hint} error={useIssue(path)}>
      <div ref={box} className="space-y-1">
        {items.map((item, index) => (
          <ListItem
            // biome-ignore lint/suspicious/noArrayIndexKey: texts have no identity but their place.
            key={index}
            label={`${field.label} ${index + 1}`}
            value={typeof item === 'string' ? item : ''}
            placeholder={field.placeholder}
            path={`${path}.${index}`}
            onChange={(next) => onChange(items.with(index, next))}
            onKeyDown={(event) => onKeyDown(event, index)}
            onRemove={() => onChange(items.toSpliced(index, 1))}
          />
        ))}
        <Button
          icon={Plus}
          variant="ghost"
          onClick={() => {
            onChange([...items, ''])
            focus(items.length)
          }}
        >
          {field.add}
        </Button>
      </div>
    </Group>
  )
}

interface ListItemProps {
  readonly label: string
  readonly value: string
  readonly placeholder: string | undefined
  readonly path: string
  readonly onChange: (value: string) => void
  readonly onKeyDown: (event: KeyboardEvent) => void
  readonly onRemove: () => void
}

function ListItem({ label, value, placeholder, path, onChange, onKeyDown, onRemove }: ListItemProps) {
  const issue = useIssue(path)
  return (
    <div>
      <div className="flex gap-1">
        <Input
          aria-label={label}
          aria-invalid={issue !== undefined}
          value={value}
          placeholder={placeholder}
          onChange={(event) => onChange(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <IconButton icon={X} label={`Remove ${label.toLowerCase()}`} onClick={onRemove} />
      </div>
      {issue ? <p className="mt-0.5 text-xs text-error">{issue}</p> : null}
    </div>
  )
}

/** Names with values. The entries keep their order while they are typed, also where two names are alike for a moment. */
export function PairsControl({ field, value, onChange, path }: ControlProps<'pairs'>) {
  const entries = Object.entries(asDraft(value))
  const replace = (index: number, entry: readonly [string, unknown] | undefined) =>
    onChange(Object.fromEntries(entries.flatMap((known, at) => (at === index ? (entry ? [entry] : []) : [known]))))
  return (
    <Group label={field.label} hint={field.hint} error={useIssue(path)}>
      <div className="space-y-1">
        {entries.map(([name, item], index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a name changes while it is typed.
          <div key={index} className="flex gap-1">
            <Input
              aria-label={`${field.names} ${index + 1}`}
              placeholder={field.names}
              value={name}
              onChange={(event) => replace(index, [event.target.value, item])}
            />
            <Input
              aria-label={`${field.values} of ${name}`}
              placeholder={field.values}
              {...(field.isNumber ? { type: 'number', min: 0, max: 1, step: 'any', className: 'w-24!' } : {})}
              value={typeof item === 'string' || typeof item === 'number' ? item : ''}
              onChange={(event) =>
                replace(index, [
                  name,
                  field.isNumber && event.target.value !== '' ? event.target.valueAsNumber : event.target.value,
                ])
              }
            />
            <IconButton icon={X} label={`Remove ${name}`} onClick={() => replace(index, undefined)} />
          </div>
        ))}
        <Button
          icon={Plus}
          variant="ghost"
          disabled={entries.some(([name]) => name === '')}
          onClick={() => onChange({ ...asDraft(value), '': field.isNumber ? 0 : '' })}
        >
          {field.add}
        </Button>
      </div>
    </Group>
  )
}

const inJson = 'path'

export function PlaceControl({ field, value, onChange, path }: ControlProps<'place'>) {
  const pointer = asDraft(value).path
  const isPath = typeof value === 'object'
  const pathIssue = useIssue(`${path}.path`)
  return (
    <Group label={field.label} error={useIssue(path)}>
      <div className="grid gap-1 sm:grid-cols-2">
        <Select
          aria-label={field.label}
          value={isPath ? inJson : String(value)}
          onChange={(event) => onChange(event.target.value === inJson ? { path: '' } : event.target.value)}
        >
          {field.options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
          <option value={inJson}>At a place in the JSON</option>
        </Select>
        {isPath ? (
          <Field label="" error={pathIssue}>
            {(control) => (
              <Input
                {...control}
                aria-label="Place in the JSON"
                placeholder="/total"
                className="font-mono text-xs!"
                value={typeof pointer === 'string' ? pointer : ''}
                onChange={(event) => onChange({ path: event.target.value })}
              />
            )}
          </Field>
        ) : null}
      </div>
    </Group>
  )
}
