import { useQuery } from '@tanstack/react-query'
import { Button } from '../../ui/button.tsx'
import { Field, Input, Select } from '../../ui/field.tsx'
import { environmentsQuery } from '../gate-queries.ts'
import { ExternalFields } from './external-fields.tsx'
import type { GateFieldsProps } from './gate-draft.ts'
import { PromptChoice } from './prompt-choice.tsx'

const types = [
  ['prompts', 'Prompts'],
  ['external', 'An agent of yours'],
] as const

export function GateFields({ draft, onChange, errors }: GateFieldsProps) {
  const environments = useQuery(environmentsQuery).data?.environments ?? []
  const names = new Set([draft.environment, ...environments.map(({ name }) => name)])
  return (
    <>
      <Field label="Environment" hint="Its policy says what has to be shown, against what is deployed there.">
        {(control) => (
          <Select
            {...control}
            value={draft.environment}
            onChange={(event) => onChange({ ...draft, environment: event.target.value })}
          >
            {[...names].map((name) => (
              <option key={name}>{name}</option>
            ))}
          </Select>
        )}
      </Field>
      {/* biome-ignore lint/a11y/useSemanticElements: two buttons need no frame of a fieldset. */}
      <div role="group" aria-label="What is to be released" className="flex gap-1">
        {types.map(([type, label]) => (
          <Button key={type} pressed={draft.type === type} onClick={() => onChange({ ...draft, type })}>
            {label}
          </Button>
        ))}
      </div>
      {draft.type === 'prompts' ? (
        <PromptChoice
          environment={draft.environment}
          chosen={draft.prompts}
          error={errors.prompts}
          onChange={(prompts) => onChange({ ...draft, prompts })}
        />
      ) : (
        <ExternalFields draft={draft} onChange={onChange} errors={errors} />
      )}
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
