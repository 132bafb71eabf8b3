import { Button } from '../../ui/button.tsx'
import { CodeEditor } from '../../ui/code-editor.tsx'
import { Field, Input, Select, TextArea } from '../../ui/field.tsx'
import { type ControlProps, type FieldListProps, Group, Toggle, useIssue } from './control.tsx'
import { asDraft, type FormField, isShown } from './field.ts'
import { JsonControl } from './json-control.tsx'
import { FlagsControl, ListControl, PairsControl, PlaceControl } from './list-controls.tsx'
import { RecordsControl, VariantControl } from './nested-controls.tsx'

/** The fields of one object, in their order. Toggles and numbers, which are narrow, share a line. */
export function FieldList({ fields, value, onChange, path }: FieldListProps) {
  return (
    <div className="grid grid-cols-6 gap-x-4 gap-y-3.5">
      {fields
        .filter((field) => isShown(field, value))
        .map((field) => (
          <div key={field.key} className={widthOf(field)}>
            <FieldControl
              field={field}
              value={value[field.key]}
              onChange={(next) => onChange({ ...value, [field.key]: next })}
              path={path === '' ? field.key : `${path}.${field.key}`}
            />
          </div>
        ))}
    </div>
  )
}

function widthOf({ type, absent, width }: FormField): string {
  if (width === 'third') return 'col-span-3 sm:col-span-2'
  const isNarrow = absent === undefined && (type === 'number' || type === 'choice')
  return isNarrow ? 'col-span-6 sm:col-span-3' : 'col-span-6'
}

function FieldControl(props: ControlProps) {
  const { field, value, onChange } = props
  if (field.absent === undefined) return <FilledControl {...props} />
  const { label, otherwise, start } = field.absent
  return (
    <Group label={field.label}>
      <div className="mb-1.5 flex flex-wrap gap-1">
        <Button pressed={value === undefined} onClick={() => onChange(undefined)}>
          {label}
        </Button>
        <Button pressed={value !== undefined} onClick={() => (value === undefined ? onChange(start()) : undefined)}>
          {otherwise}
        </Button>
      </div>
      {value === undefined ? null : <FilledControl {...props} />}
    </Group>
  )
}

function FilledControl({ field, value, onChange, path }: ControlProps) {
  switch (field.type) {
    case 'text':
    case 'number':
    case 'choice':
      return <PlainControl field={field} value={value} onChange={onChange} path={path} />
    case 'toggle':
      return <Toggle label={field.label} hint={field.hint} value={value === true} onChange={onChange} />
    case 'flags':
      return <FlagsControl field={field} value={value} onChange={onChange} path={path} />
    case 'list':
      return <ListControl field={field} value={value} onChange={onChange} path={path} />
    case 'pairs':
      return <PairsControl field={field} value={value} onChange={onChange} path={path} />
    case 'place':
      return <PlaceControl field={field} value={value} onChange={onChange} path={path} />
    case 'json':
      return <JsonControl field={field} value={value} onChange={onChange} path={path} />
    case 'code':
      return <CodeControl field={field} value={value} onChange={onChange} path={path} />
    case 'group':
      return (
        <Group label={field.absent ? undefined : field.label} isBox>
          <FieldList fields={field.fields} value={asDraft(value)} onChange={onChange} path={path} />
        </Group>
      )
    case 'records':
      return <RecordsControl field={field} value={value} onChange={onChange} path={path} Fields={FieldList} />
    case 'variant':
      return <VariantControl field={field} value={value} onChange={onChange} path={path} Fields={FieldList} />
  }
}

function PlainControl({ field, value, onChange, path }: ControlProps<'text' | 'number' | 'choice'>) {
  const error = useIssue(path)
  const chosen = field.type === 'choice' ? field.options.find((option) => option.value === value) : undefined
  const label = field.type === 'number' && field.unit ? `${field.label} (${field.unit})` : field.label
  return (
    <Field label={field.absent ? '' : label} hint={chosen?.hint ?? field.hint} error={error}>
      {(control) => {
        const named = { ...control, 'aria-label': label, 'aria-invalid': error !== undefined }
        if (field.type === 'choice') {
          return (
            <Select {...named} value={String(value ?? '')} onChange={(event) => onChange(event.target.value)}>
              {field.options.map((option) => (
                <option key={option.value} value={option.value}>
                  {option.label}
                </option>
              ))}
            </Select>
          )
        }
        if (field.type === 'number') {
          return (
            <Input
              {...named}
              type="number"
              min={field.min}
              max={field.max}
              step={field.step ?? 'any'}
              value={typeof value === 'number' && !Number.isNaN(value) ? value : ''}
              onChange={(event) => onChange(event.target.value === '' ? undefined : event.target.valueAsNumber)}
            />
          )
        }
        const text = {
          value: typeof value === 'string' ? value : '',
          placeholder: field.placeholder,
          className: field.isMono ? 'font-mono text-xs!' : '',
        }
        return field.lines ? (
          <TextArea {...named} {...text} rows={field.lines} onChange={(event) => onChange(event.target.value)} />
        ) : (
          <Input {...named} {...text} onChange={(event) => onChange(event.target.value)} />
        )
      }}
    </Field>
  )
}

function CodeControl({ field, value, onChange, path }: ControlProps<'code'>) {
  return (
    <Group label={field.label} hint={field.hint}>
      <CodeEditor
        language="javascript"
        label={field.label}
        value={typeof value === 'string' ? value : ''}
        onChange={onChange}
        minLines={Math.min(6, field.lines ?? 6)}
        maxLines={field.lines ?? 16}
        problem={useIssue(path)}
      />
    </Group>
  )
}
