import { secretReference } from '@pawl/core'
import { Button } from '../../ui/button.tsx'
import { CodeEditor } from '../../ui/code-editor.tsx'
import { Field, Input, Select, TextArea } from '../../ui/field.tsx'
import { EvaluatorChoice } from './evaluator-choice.tsx'
import type { ReadRun, RunDraft } from './run-draft.ts'
import type { RunChoices } from './use-run-choices.ts'

export interface RunFieldsProps {
  readonly draft: RunDraft
  readonly onChange: (draft: RunDraft) => void
  readonly errors: ReadRun['errors']
  readonly choices: RunChoices
}

export function RunFields(props: RunFieldsProps) {
  const { draft, onChange, errors, choices } = props
  return (
    <>
      <TargetFields {...props} />
      <Field
        label="Dataset"
        error={errors.dataset}
        hint={choices.datasets.length === 0 && !choices.isLoading ? 'There is no dataset yet.' : undefined}
      >
        {(control) => (
          <Select
            {...control}
            value={draft.dataset}
            onChange={(event) => onChange({ ...draft, dataset: event.target.value })}
          >
            <option value="">Choose a dataset</option>
            {choices.datasets.map(({ name, rowCounts }) => (
              <option key={name} value={name}>
                {name} ({rowCounts.active} active, {rowCounts.draft} drafts)
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Check
        label="Drafts too"
        value={draft.includesDrafts}
        onChange={(includesDrafts) => onChange({ ...draft, includesDrafts })}
      />
      <EvaluatorChoice
        known={choices.evaluators}
        chosen={draft.evaluators}
        onChange={(evaluators) => onChange({ ...draft, evaluators })}
      />
      <Check
        label="Each row is judged by its own evaluators as well"
        value={draft.useRowEvaluators}
        onChange={(useRowEvaluators) => onChange({ ...draft, useRowEvaluators })}
      />
      <div className="grid grid-cols-2 gap-3">
        <Field label="Trials of each row" error={errors.trials} hint="Several show which rows are flaky.">
          {(control) => (
            <Input
              {...control}
              inputMode="numeric"
              value={draft.trials}
              onChange={(event) => onChange({ ...draft, trials: event.target.value })}
            />
          )}
        </Field>
        <Field label="Spending cap (US$)" error={errors.capUsd} hint="Checked before each call.">
          {(control) => (
            <Input
              {...control}
              inputMode="decimal"
              placeholder="none"
              value={draft.capUsd}
              onChange={(event) => onChange({ ...draft, capUsd: event.target.value })}
            />
          )}
        </Field>
      </div>
      <Field label="Note">
        {(control) => (
          <Input
            {...control}
            value={draft.note}
            onChange={(event) => onChange({ ...draft, note: event.target.value })}
          />
        )}
      </Field>
    </>
  )
}

const targetTypes = [
  ['prompt', 'Prompt version'],
  ['http', 'HTTP target'],
  ['recorded', 'Recorded outputs'],
] as const

function TargetFields({ draft, onChange, errors, choices }: RunFieldsProps) {
  return (
    <div className="space-y-2.5">
      {/* biome-ignore lint/a11y/useSemanticElements: three buttons need no frame of a fieldset. */}
      <div role="group" aria-label="Target" className="flex gap-1">
        {targetTypes.map(([type, label]) => (
          <Button
            key={type}
            pressed={draft.targetType === type}
            onClick={() => onChange({ ...draft, targetType: type })}
          >
            {label}
          </Button>
        ))}
      </div>
      {draft.targetType === 'prompt' ? (
        <PromptField draft={draft} onChange={onChange} errors={errors} choices={choices} />
      ) : null}
      {draft.targetType === 'http' ? (
        <HttpFields draft={draft} onChange={onChange} errors={errors} choices={choices} />
      ) : null}
      {draft.targetType === 'recorded' ? (
        <p className="text-xs text-ink-3">Judges what the trace of each row says came out. No target is called.</p>
      ) : null}
    </div>
  )
}

function PromptField({ draft, onChange, errors, choices }: RunFieldsProps) {
  const refs = choices.prompts.flatMap(({ name, newest, current }) => [
    ...(newest ? [`${name}@${newest.number}`] : []),
    ...current.map(({ environment }) => `${name}@${environment}`),
  ])
  return (
    <Field
      label="Prompt"
      error={errors.prompt}
      hint="name, name@3 or name@production; the run keeps the exact version."
    >
      {(control) => (
        <>
          <Input
            {...control}
            list={`${control.id}-list`}
            placeholder={refs[0] ?? 'support@3'}
            value={draft.prompt}
            onChange={(event) => onChange({ ...draft, prompt: event.target.value })}
          />
          <datalist id={`${control.id}-list`}>
            {refs.map((ref) => (
              <option key={ref} value={ref} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  )
}

const HttpFields = ({ draft, onChange, errors }: RunFieldsProps) => (
  <div className="space-y-2.5">
    <Field label="Address" error={errors.url} hint="It is sent a POST for each trial.">
      {(control) => (
        <Input
          {...control}
          placeholder="https://agent.example.com/answer"
          value={draft.url}
          onChange={(event) => onChange({ ...draft, url: event.target.value })}
        />
      )}
    </Field>
    <div>
      <p className="mb-1 text-xs font-medium text-ink-2">Body</p>
      <CodeEditor
        language="json"
        label="Body"
        variables
        minLines={2}
        maxLines={8}
        placeholder={'{"question": "{{input.variables.question}}"}'}
        value={draft.body}
        onChange={(body) => onChange({ ...draft, body })}
        problem={errors.body}
      />
    </div>
    <Field
      label="Headers"
      error={errors.headers}
      hint={`One a line. Keys are named, not written: authorization: Bearer ${secretReference('AGENT_KEY')}, set in the settings under Secrets.`}
    >
      {(control) => (
        <TextArea
          {...control}
          rows={2}
          spellCheck={false}
          className="font-mono text-xs!"
          placeholder={`authorization: Bearer ${secretReference('AGENT_KEY')}`}
          value={draft.headers}
          onChange={(event) => onChange({ ...draft, headers: event.target.value })}
        />
      )}
    </Field>
    <Field
      label="Where the output is in the answer"
      error={errors.outputPath}
      hint="A path, as in choices[0].message.content; empty for the whole answer."
    >
      {(control) => (
        <Input
          {...control}
          placeholder="answer"
          className="font-mono text-xs!"
          value={draft.outputPath}
          onChange={(event) => onChange({ ...draft, outputPath: event.target.value })}
        />
      )}
    </Field>
  </div>
)

const Check = ({
  label,
  value,
  onChange,
}: {
  readonly label: string
  readonly value: boolean
  readonly onChange: (value: boolean) => void
}) => (
  <label className="flex items-center gap-2">
    <input
      type="checkbox"
      className="size-3.5 accent-accent-fill pointer-coarse:size-5"
      checked={value}
      onChange={(event) => onChange(event.target.checked)}
    />
    {label}
  </label>
)
