import { type DatasetPurpose, datasetNameSchema, datasetPurposes, suggestDatasetName } from '@pawl/core'
import { Lightbulb } from 'lucide-react'
import { Field, Input, Select, TextArea } from '../../ui/field.tsx'
import { purposeWords } from '../marks/words.ts'

export interface DatasetDraft {
  readonly name: string
  readonly purpose: DatasetPurpose
  readonly protects: string
}

/** What is wrong with the name, in the words of its rule. */
export const nameProblem = (name: string): string | undefined =>
  datasetNameSchema.safeParse(name).error?.issues[0]?.message

export interface DatasetFieldsProps {
  readonly draft: DatasetDraft
  readonly onChange: (draft: DatasetDraft) => void
  /** What is wrong with the name, once it is worth saying. */
  readonly nameError?: string | undefined
}

/** Name, purpose and what is protected; a name that protects nothing gets a kind suggestion, never a refusal. */
export function DatasetFields({ draft, onChange, nameError }: DatasetFieldsProps) {
  const isNamed = draft.name.trim() !== '' && nameProblem(draft.name.trim()) === undefined
  const suggestion = isNamed ? suggestDatasetName({ ...draft, name: draft.name.trim() }) : null
  return (
    <>
      <Field label="What it protects" hint="What stays right as long as its rows pass, in a sentence or two">
        {(control) => (
          <TextArea
            {...control}
            autoFocus
            rows={2}
            placeholder="Refunds are granted by the policy, and never promised outside it"
            value={draft.protects}
            onChange={(event) => onChange({ ...draft, protects: event.target.value })}
          />
        )}
      </Field>
      <Field label="Name" error={nameError} hint="Stands in commands and addresses: no blanks">
        {(control) => (
          <Input
            {...control}
            value={draft.name}
            placeholder="refund_policy_regressions"
            onChange={(event) => onChange({ ...draft, name: event.target.value })}
          />
        )}
      </Field>
      {suggestion ? (
        <div role="status" className="flex gap-2 rounded-md bg-warn-soft px-3 py-2 text-xs">
          <Lightbulb aria-hidden size={14} className="mt-0.5 shrink-0 text-warn" />
          <p>
            {suggestion.reason}. How about{' '}
            <button
              type="button"
              className="font-medium text-accent hover:underline"
              onClick={() => onChange({ ...draft, name: suggestion.suggestion })}
            >
              {suggestion.suggestion}
            </button>
            ? The name you chose works as well.
          </p>
        </div>
      ) : null}
      <Field label="Purpose" hint={purposeWords[draft.purpose].meaning}>
        {(control) => (
          <Select
            {...control}
            value={draft.purpose}
            onChange={(event) => onChange({ ...draft, purpose: event.target.value as DatasetPurpose })}
          >
            {datasetPurposes.map((purpose) => (
              <option key={purpose} value={purpose}>
                {purposeWords[purpose].label}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </>
  )
}
