import { spanKinds } from '@pawl/core'
import { Suspense } from 'react'
import { FilterChips } from '../../traces/index.ts'
import { Field, Input, Select } from '../../ui/field.tsx'
import type { OnlineDraft, ReadOnline } from './online-draft.ts'

export interface OnlineFieldsProps {
  readonly draft: OnlineDraft
  readonly issues: ReadOnline['issues']
  readonly onChange: (draft: OnlineDraft) => void
}

type TextName = 'version' | 'spanName' | 'sharePercent' | 'delaySeconds' | 'cap'

interface TextFieldProps extends OnlineFieldsProps {
  readonly field: TextName
  readonly label: string
  readonly hint?: string
  readonly placeholder?: string
}

const TextField = ({ draft, issues, onChange, field, label, hint, placeholder }: TextFieldProps) => (
  <Field label={label} hint={hint} error={issues[field]}>
    {(control) => (
      <Input
        {...control}
        placeholder={placeholder}
        value={draft[field]}
        onChange={(event) => onChange({ ...draft, [field]: event.target.value })}
      />
    )}
  </Field>
)

/** What is judged, how much of it, and what it may cost. */
export const OnlineFields = (props: OnlineFieldsProps) => {
  const { draft, onChange } = props
  return (
    <>
      <TargetFields {...props} />
      <div>
        <p className="mb-1 text-xs font-medium text-ink-2">Only traces that fit</p>
        <Suspense>
          <FilterChips search={draft.filter} onChange={(filter) => onChange({ ...draft, filter })} />
        </Suspense>
      </div>
      <div className="grid grid-cols-2 gap-2">
        <TextField
          {...props}
          field="sharePercent"
          label="Share of traces (%)"
          placeholder="by its cost"
          hint="Left empty: all for what costs nothing, else 10 %."
        />
        <TextField
          {...props}
          field="cap"
          label="Cap a day (US dollars)"
          placeholder="none"
          hint="Needed for what asks a model; checked before each call."
        />
        <TextField
          {...props}
          field="delaySeconds"
          label="Wait (seconds)"
          hint="After a trace’s last span, until it is taken for complete."
        />
        <TextField {...props} field="version" label="Version" placeholder="the newest" hint="A number pins it." />
      </div>
      <Check
        label="Every trace with an error, whatever the share"
        checked={draft.allErrors}
        onChange={(allErrors) => onChange({ ...draft, allErrors })}
      />
      <Check label="Judge now" checked={draft.isEnabled} onChange={(isEnabled) => onChange({ ...draft, isEnabled })} />
    </>
  )
}

const TargetFields = (props: OnlineFieldsProps) => {
  const { draft, onChange } = props
  return (
    <div className="grid grid-cols-2 gap-2 sm:grid-cols-3">
      <Field label="What is judged">
        {(control) => (
          <Select
            {...control}
            value={draft.target}
            onChange={(event) => onChange({ ...draft, target: event.target.value === 'spans' ? 'spans' : 'trace' })}
          >
            <option value="trace">The whole trace</option>
            <option value="spans">Each span that fits</option>
          </Select>
        )}
      </Field>
      {draft.target === 'spans' ? (
        <>
          <Field label="Kind of span">
            {(control) => (
              <Select
                {...control}
                value={draft.spanKind}
                onChange={(event) =>
                  onChange({ ...draft, spanKind: spanKinds.find((kind) => kind === event.target.value) ?? '' })
                }
              >
                <option value="">Any</option>
                {spanKinds.map((kind) => (
                  <option key={kind}>{kind}</option>
                ))}
              </Select>
            )}
          </Field>
          <TextField {...props} field="spanName" label="Name of the span" placeholder="any" />
        </>
      ) : null}
    </div>
  )
}

interface CheckProps {
  readonly label: string
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
}

const Check = ({ label, checked, onChange }: CheckProps) => (
  <label className="flex items-center gap-2">
    <input
      type="checkbox"
      className="size-3.5 shrink-0 accent-accent-fill pointer-coarse:size-5"
      checked={checked}
      onChange={(event) => onChange(event.target.checked)}
    />
    {label}
  </label>
)
