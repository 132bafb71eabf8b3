import type { ReactNode } from 'react'
import { CodeEditor } from '../../ui/code-editor.tsx'
import { Field, Input, Select } from '../../ui/field.tsx'
import { commonParameters, type DraftProblems, type DraftResponse, type EditorDraft } from './editor-draft.ts'

export interface SettingsEditorProps {
  readonly draft: EditorDraft
  readonly problems: DraftProblems
  readonly onChange: (draft: EditorDraft) => void
  readonly onSubmit: () => void
}

const responses: readonly (readonly [DraftResponse, string])[] = [
  ['text', 'Text'],
  ['json_object', 'JSON'],
  ['json_schema', 'JSON by a schema'],
]

/** Everything that is asked for around the messages: model, parameters, tools, the form of the answer. */
export function SettingsEditor({ draft, problems, onChange, onSubmit }: SettingsEditorProps) {
  const json = (field: 'otherParameters' | 'tools' | 'schema', label: string, placeholder: string) => (
    <CodeEditor
      language="json"
      label={label}
      value={draft[field]}
      onChange={(text) => onChange({ ...draft, [field]: text })}
      onSubmit={onSubmit}
      minLines={2}
      maxLines={20}
      placeholder={placeholder}
      problem={problems[field]}
    />
  )
  return (
    <section aria-label="Model and parameters" className="space-y-3 rounded-lg border bg-surface p-3">
      <div className="grid grid-cols-2 gap-3 md:grid-cols-[minmax(0,2fr)_repeat(4,minmax(0,1fr))]">
        <div className="col-span-2 md:col-span-1">
          <Field label="Model" error={problems.model}>
            {(control) => (
              <Input
                {...control}
                className="font-mono text-xs!"
                placeholder="openai/gpt-4o-mini"
                value={draft.model}
                onChange={(event) => onChange({ ...draft, model: event.target.value })}
              />
            )}
          </Field>
        </div>
        {commonParameters.map((name) => (
          <Field key={name} label={name} error={problems[`parameters.${name}`]}>
            {(control) => (
              <Input
                {...control}
                inputMode="decimal"
                value={draft.parameters[name]}
                onChange={(event) =>
                  onChange({ ...draft, parameters: { ...draft.parameters, [name]: event.target.value } })
                }
              />
            )}
          </Field>
        ))}
      </div>
      <Section title="Other parameters" isSet={draft.otherParameters !== ''}>
        {json('otherParameters', 'Other parameters', '{"stop_sequences": ["END"]}')}
      </Section>
      <Section title="Tools" isSet={draft.tools !== ''}>
        {json('tools', 'Tools', '[{"name": "look_up", "description": "…", "parameters": {"type": "object"}}]')}
      </Section>
      <Section title="Form of the answer" isSet={draft.response !== 'text'}>
        <div className="mb-2 grid gap-3 md:grid-cols-2">
          <Select
            aria-label="Form of the answer"
            value={draft.response}
            onChange={(event) => {
              const response = responses.find(([value]) => value === event.target.value)?.[0]
              if (response) onChange({ ...draft, response })
            }}
          >
            {responses.map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
          {draft.response === 'json_schema' ? (
            <Input
              aria-label="Name of the schema"
              value={draft.schemaName}
              onChange={(event) => onChange({ ...draft, schemaName: event.target.value })}
            />
          ) : null}
        </div>
        {draft.response === 'json_schema' ? json('schema', 'Response schema', '{"type": "object"}') : null}
      </Section>
    </section>
  )
}

interface SectionProps {
  readonly title: string
  /** Open from the start. */
  readonly isSet: boolean
  readonly children: ReactNode
}

const Section = ({ title, isSet, children }: SectionProps) => (
  <details open={isSet || undefined} className="group border-t pt-2">
    <summary className="cursor-pointer text-xs font-medium text-ink-2 select-none hover:text-ink">
      {title}
      {isSet ? null : <span className="ml-2 font-normal text-ink-3 group-open:hidden">none</span>}
    </summary>
    <div className="mt-2">{children}</div>
  </details>
)
