import { useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import { scoreNamesQuery } from '../../traces/index.ts'
import { Field, Input } from '../../ui/field.tsx'

export interface ScoreNameInputProps {
  readonly value: string
  readonly error: string | undefined
  readonly onChange: (name: string) => void
}

/** A score by its name; those that were given are offered. */
export function ScoreNameInput({ value, error, onChange }: ScoreNameInputProps) {
  const names = useQuery(scoreNamesQuery).data ?? []
  const listId = useId()
  return (
    <Field label="Score" error={error}>
      {(control) => (
        <>
          <Input {...control} list={listId} value={value} onChange={(event) => onChange(event.target.value)} />
          <datalist id={listId}>
            {names.map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  )
}
