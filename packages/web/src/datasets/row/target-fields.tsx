import { useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import { listPrompts } from '../../api/index.ts'
import { Input, Select } from '../../ui/field.tsx'
import { type ProofTargetDraft, type ProofTargetKind, proofTargetKinds, targetWords } from './proof-target.ts'

export interface TargetFieldsProps {
  readonly legend: string
  readonly draft: ProofTargetDraft
  readonly onChange: (draft: ProofTargetDraft) => void
  readonly problem: string | undefined
}

const mostVersionsOffered = 20

/** What one side of a proof runs against. */
export function TargetFields({ legend, draft, onChange, problem }: TargetFieldsProps) {
  const listId = useId()
  const prompts = useQuery({
    queryKey: ['prompts', 'list', false],
    queryFn: ({ signal }) => listPrompts(false, signal),
    enabled: draft.kind === 'prompt',
    // Only offers what may also be typed.
    retry: false,
  })
  const { hint, placeholder } = targetWords[draft.kind]
  const offered = (prompts.data?.prompts ?? []).flatMap(({ name, versionCount }) =>
    Array.from(
      { length: Math.min(versionCount, mostVersionsOffered) },
      (_, index) => `${name}@${versionCount - index}`,
    ),
  )
  return (
    <fieldset>
      <legend className="mb-1 text-xs font-medium text-ink-2">{legend}</legend>
      <div className="grid gap-2 sm:grid-cols-[11rem_minmax(0,1fr)]">
        <Select
          aria-label={`${legend}: what it is`}
          value={draft.kind}
          onChange={(event) => onChange({ kind: event.target.value as ProofTargetKind, text: '' })}
        >
          {proofTargetKinds.map((kind) => (
            <option key={kind} value={kind}>
              {targetWords[kind].label}
            </option>
          ))}
        </Select>
        {draft.kind === 'recorded' ? (
          <p className="self-center text-xs text-ink-3">{hint}</p>
        ) : (
          <div>
            <Input
              aria-label={legend}
              placeholder={placeholder}
              list={listId}
              value={draft.text}
              onChange={(event) => onChange({ ...draft, text: event.target.value })}
            />
            <p className={problem ? 'mt-1 text-xs text-error' : 'mt-1 text-xs text-ink-3'}>{problem ?? hint}</p>
          </div>
        )}
      </div>
      <datalist id={listId}>
        {offered.map((ref) => (
          <option key={ref} value={ref} />
        ))}
      </datalist>
    </fieldset>
  )
}
