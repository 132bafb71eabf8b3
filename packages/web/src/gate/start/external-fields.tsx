import { Button } from '../../ui/button.tsx'
import { Field, Input } from '../../ui/field.tsx'
import type { ExternalWay, GateFieldsProps } from './gate-draft.ts'

const ways: readonly (readonly [ExternalWay, string])[] = [
  ['http', 'At an address'],
  ['live', 'As the deployed one'],
  ['command', 'By a command'],
]

/** An agent that Pawl does not serve: its name and version, and how it is run against rows. */
export function ExternalFields({ draft, onChange, errors }: GateFieldsProps) {
  return (
    <div className="space-y-3">
      <p className="text-xs text-ink-2">
        Pawl does not serve it, so it cannot hold it back: your pipeline has to stop on the exit code of the command, or
        on this API.
      </p>
      <div className="grid gap-3 sm:grid-cols-2">
        <Text label="Name" field="name" {...{ draft, onChange, errors }} />
        <Text label="Version" field="version" placeholder="a git commit" {...{ draft, onChange, errors }} />
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: three buttons need no frame of a fieldset. */}
      <div role="group" aria-label="How it is run" className="flex flex-wrap gap-1">
        {ways.map(([way, label]) => (
          <Button key={way} pressed={draft.way === way} onClick={() => onChange({ ...draft, way })}>
            {label}
          </Button>
        ))}
      </div>
      {draft.way === 'http' ? (
        <>
          <Text
            label="Address"
            field="url"
            placeholder="https://agent.example.com/answer"
            {...{ draft, onChange, errors }}
          />
          <Text
            label="Body, as JSON"
            field="body"
            placeholder={'{"question": "{{input.variables.question}}"}'}
            isCode
            {...{ draft, onChange, errors }}
          />
          <Text
            label="Where the output is in the answer"
            field="outputPath"
            placeholder="choices[0].message.content"
            isCode
            {...{ draft, onChange, errors }}
          />
        </>
      ) : null}
      {draft.way === 'command' ? (
        <p className="text-xs text-ink-2">
          A command runs on your machine: start the gate there, with the command below.
        </p>
      ) : null}
      <label className="flex items-start gap-2">
        <input
          type="checkbox"
          className="mt-0.5 size-3.5 shrink-0 accent-accent-fill pointer-coarse:size-5"
          checked={draft.isDeterministic}
          onChange={(event) => onChange({ ...draft, isDeterministic: event.target.checked })}
        />
        <span>
          The same row always gives the same outcome
          <span className="block text-xs text-ink-3">One call a row then tells all. Not so where a model answers.</span>
        </span>
      </label>
    </div>
  )
}

interface TextProps extends GateFieldsProps {
  readonly label: string
  readonly field: 'name' | 'version' | 'url' | 'body' | 'outputPath'
  readonly placeholder?: string
  readonly isCode?: boolean
}

const Text = ({ label, field, placeholder, isCode, draft, onChange, errors }: TextProps) => (
  <Field label={label} error={errors[field]}>
    {(control) => (
      <Input
        {...control}
        placeholder={placeholder}
        className={isCode ? 'font-mono text-xs!' : ''}
        value={draft[field]}
        onChange={(event) => onChange({ ...draft, [field]: event.target.value })}
      />
    )}
  </Field>
)
