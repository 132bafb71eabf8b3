import { evaluatorNameSchema } from '@pawl/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { createEvaluator, problemOf } from '../../api/index.ts'
import { Button } from '../../ui/button.tsx'
import { CodeEditor } from '../../ui/code-editor.tsx'
import { Field, Input, Select, TextArea } from '../../ui/field.tsx'
import { evaluatorListQuery } from '../dataset-queries.ts'
import { checkVerdict, EvaluatorCheckView, outputsToCheck, useEvaluatorCheck } from './evaluator-check.tsx'
import type { EditedFields } from './row-draft.ts'
import {
  draftedDefinition,
  type EvaluatorDraft,
  kindWords,
  type SimpleKind,
  simpleKinds,
  startTexts,
  suggestEvaluatorName,
} from './simple-definitions.ts'

export interface NewEvaluatorProps {
  readonly fields: EditedFields
  readonly onMade: (name: string) => void
  readonly onClose: () => void
}

/** Makes an evaluator beside the row, tried at once on what came out (must fail) and on what is wanted (must pass). */
export function NewEvaluator({ fields, onMade, onClose }: NewEvaluatorProps) {
  const [draft, setDraft] = useState<EvaluatorDraft>({ kind: 'contains', text: '', ignoreCase: true, model: '' })
  const [typedName, setTypedName] = useState<string>()
  const list = useQuery(evaluatorListQuery)
  const queries = useQueryClient()
  const taken = new Set(list.data?.evaluators.map((one) => one.name))
  const name = typedName ?? suggestEvaluatorName(draft.text || fields.expectedBehavior, draft.kind, taken)
  const { definition, problem } = draftedDefinition(draft)
  const check = useEvaluatorCheck(fields, definition)
  const isRight = checkVerdict(check)
  const making = useMutation({
    mutationFn: () => {
      if (definition === undefined) throw new Error('the evaluator has no definition yet')
      const examples = outputsToCheck(fields)
      return createEvaluator({ name, definition, examples: examples.map((one) => ({ ...one })) })
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['evaluators', 'list'] })
      onMade(name)
    },
  })
  const nameProblem = taken.has(name)
    ? 'There is an evaluator of this name'
    : evaluatorNameSchema.safeParse(name).error?.issues[0]?.message
  const canMake = definition !== undefined && nameProblem === undefined && isRight !== false && !making.isPending
  return (
    <fieldset className="space-y-3 rounded-lg border border-line-strong bg-sunken p-3">
      <legend className="sr-only">New evaluator</legend>
      <DefinitionFields draft={draft} problem={problem} onChange={setDraft} />
      <EvaluatorCheckView state={check} />
      {definition !== undefined && isRight === false ? (
        <p className="text-xs text-error">
          It does not tell the two apart yet. An evaluator that does not fail the bad output would not have caught it.
        </p>
      ) : null}
      {making.isError ? (
        <p role="alert" className="text-xs text-error">
          {problemOf(making.error).detail} {problemOf(making.error).fix}
        </p>
      ) : null}
      <div className="flex flex-wrap items-end gap-2">
        <div className="min-w-48 flex-1">
          <Field label="Its name" error={nameProblem}>
            {(control) => (
              <Input
                {...control}
                className="font-mono text-xs!"
                value={name}
                onChange={(event) => setTypedName(event.target.value)}
              />
            )}
          </Field>
        </div>
        <Button onClick={onClose}>Cancel</Button>
        <Button variant="primary" disabled={!canMake} onClick={() => making.mutate()}>
          Make and attach
        </Button>
      </div>
    </fieldset>
  )
}

interface DefinitionFieldsProps {
  readonly draft: EvaluatorDraft
  readonly problem: string
  readonly onChange: (draft: EvaluatorDraft) => void
}

const isCode = (kind: SimpleKind): boolean => kind === 'json_schema' || kind === 'other'
const isShort = (kind: SimpleKind): boolean => kind === 'similar' || kind === 'length' || kind === 'matches'
const hasCase = (kind: SimpleKind): boolean => !isCode(kind) && !['length', 'question', 'calls_tools'].includes(kind)

function DefinitionFields({ draft, problem, onChange }: DefinitionFieldsProps) {
  const { kind, text } = draft
  const setText = (next: string) => onChange({ ...draft, text: next })
  return (
    <div className="space-y-2">
      <div className="flex flex-wrap items-center gap-3">
        <Select
          aria-label="What it checks"
          autoFocus
          className="w-60!"
          value={kind}
          onChange={(event) => {
            const next = event.target.value as SimpleKind
            onChange({ ...draft, kind: next, text: startTexts[next] ?? '' })
          }}
        >
          {simpleKinds.map((one) => (
            <option key={one} value={one}>
              {kindWords[one].label}
            </option>
          ))}
        </Select>
        {hasCase(kind) ? (
          <label className="flex items-center gap-1.5 text-xs text-ink-2">
            <input
              type="checkbox"
              className="accent-accent"
              checked={draft.ignoreCase}
              onChange={(event) => onChange({ ...draft, ignoreCase: event.target.checked })}
            />
            Upper and lower case alike
          </label>
        ) : null}
      </div>
      {kind === 'equals' ? null : isCode(kind) ? (
        <CodeEditor
          label={kindWords[kind].text}
          language="json"
          value={text}
          onChange={setText}
          problem={problem || undefined}
        />
      ) : (
        <Field label={kindWords[kind].text} error={problem || undefined}>
          {(control) =>
            isShort(kind) ? (
              <Input
                {...control}
                className="font-mono text-xs!"
                value={text}
                onChange={(event) => setText(event.target.value)}
              />
            ) : (
              <TextArea {...control} rows={2} value={text} onChange={(event) => setText(event.target.value)} />
            )
          }
        </Field>
      )}
      {kind === 'question' ? (
        <Field label="Asked of" hint="As provider/model, such as openai/gpt-4.1-mini">
          {(control) => (
            <Input
              {...control}
              value={draft.model}
              onChange={(event) => onChange({ ...draft, model: event.target.value })}
            />
          )}
        </Field>
      ) : null}
    </div>
  )
}
