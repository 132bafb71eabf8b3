import type { NewScore, Score } from '@pawl/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { addScore, problemOf } from '../../api/index.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { DialogEnd } from '../../ui/dialog-end.tsx'
import { Field, Input, Select, TextArea } from '../../ui/field.tsx'
import { showToast } from '../../ui/toast.tsx'

export type ScoreTarget = Pick<NewScore, 'traceId' | 'spanId' | 'sessionId'>

interface Draft {
  readonly name: string
  readonly value: string
  readonly label: string
  readonly outcome: Score['outcome']
  readonly explanation: string
}

const empty: Draft = { name: '', value: '', label: '', outcome: 'unknown', explanation: '' }

/** What is wrong with the draft, by field; nothing when it can be sent. */
export function draftErrors(draft: Draft): Partial<Record<keyof Draft, string>> {
  const hasNothing = draft.value.trim() === '' && draft.label.trim() === '' && draft.outcome === 'unknown'
  return {
    ...(draft.name.trim() === '' ? { name: 'A score needs a name, such as helpfulness.' } : {}),
    ...(draft.value.trim() !== '' && !Number.isFinite(Number(draft.value)) ? { value: 'Not a number.' } : {}),
    ...(hasNothing ? { outcome: 'Give a value, a label or an outcome.' } : {}),
  }
}

const toScore = (draft: Draft, target: ScoreTarget): NewScore => ({
  ...target,
  name: draft.name.trim(),
  outcome: draft.outcome,
  source: 'human',
  ...(draft.value.trim() === '' ? {} : { value: Number(draft.value) }),
  ...(draft.label.trim() === '' ? {} : { label: draft.label.trim() }),
  ...(draft.explanation.trim() === '' ? {} : { explanation: draft.explanation.trim() }),
})

export interface ScoreDialogProps {
  readonly target: ScoreTarget
  /** As in "this span". */
  readonly about: string
  readonly onClose: () => void
}

export function ScoreDialog({ target, about, onClose }: ScoreDialogProps) {
  const [draft, setDraft] = useState(empty)
  const [wasSent, setWasSent] = useState(false)
  const queries = useQueryClient()
  const errors = draftErrors(draft)
  const adding = useMutation({
    mutationFn: () => addScore(toScore(draft, target)),
    onSuccess: async () => {
      showToast('Score added')
      onClose()
      await queries.invalidateQueries()
    },
  })
  const submit = () => {
    setWasSent(true)
    if (Object.keys(errors).length === 0) adding.mutate()
  }
  return (
    <Dialog open onClose={onClose} title={`Add a score to ${about}`}>
      <form
        className="space-y-3"
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <ScoreFields draft={draft} onChange={setDraft} errors={wasSent ? errors : {}} />
        <DialogEnd
          problem={adding.isError ? problemOf(adding.error) : undefined}
          onClose={onClose}
          action="Add score"
          disabled={adding.isPending}
        />
      </form>
    </Dialog>
  )
}

interface ScoreFieldsProps {
  readonly draft: Draft
  readonly onChange: (draft: Draft) => void
  readonly errors: ReturnType<typeof draftErrors>
}

function ScoreFields({ draft, onChange, errors }: ScoreFieldsProps) {
  const set = <Key extends keyof Draft>(key: Key, value: Draft[Key]) => onChange({ ...draft, [key]: value })
  return (
    <>
      <Field label="Name" error={errors.name}>
        {(control) => (
          <Input {...control} autoFocus value={draft.name} onChange={(event) => set('name', event.target.value)} />
        )}
      </Field>
      <div className="grid grid-cols-3 gap-3">
        <Field label="Value" error={errors.value}>
          {(control) => (
            <Input
              {...control}
              inputMode="decimal"
              value={draft.value}
              onChange={(event) => set('value', event.target.value)}
            />
          )}
        </Field>
        <Field label="Label">
          {(control) => (
            <Input {...control} value={draft.label} onChange={(event) => set('label', event.target.value)} />
          )}
        </Field>
        <Field label="Outcome" error={errors.outcome}>
          {(control) => (
            <Select
              {...control}
              value={draft.outcome}
              onChange={(event) => set('outcome', event.target.value as Score['outcome'])}
            >
              <option value="unknown">None</option>
              <option value="pass">Pass</option>
              <option value="fail">Fail</option>
            </Select>
          )}
        </Field>
      </div>
      <Field label="Explanation">
        {(control) => (
          <TextArea
            {...control}
            rows={3}
            value={draft.explanation}
            onChange={(event) => set('explanation', event.target.value)}
          />
        )}
      </Field>
    </>
  )
}
