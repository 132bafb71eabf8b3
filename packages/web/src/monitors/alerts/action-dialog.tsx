import type { Alert } from '@pawl/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { acknowledgeAlert, problemOf, resolveAlert } from '../../api/index.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { DialogEnd } from '../../ui/dialog-end.tsx'
import { Field, TextArea } from '../../ui/field.tsx'
import { alertQuery } from '../monitor-queries.ts'

export type AlertAct = 'acknowledge' | 'resolve'

const words = {
  acknowledge: {
    title: 'Acknowledge this alert',
    about: 'You look after it. It closes by itself when the metric is as usual again.',
    action: 'Acknowledge',
  },
  resolve: {
    title: 'Resolve this alert',
    about: 'It opens again if the metric still is not as usual.',
    action: 'Resolve',
  },
} as const satisfies Record<AlertAct, { title: string; about: string; action: string }>

export interface ActionDialogProps {
  readonly alert: Alert
  readonly act: AlertAct
  readonly onClose: () => void
}

export function ActionDialog({ alert, act, onClose }: ActionDialogProps) {
  const [note, setNote] = useState('')
  const [isNewUsual, setIsNewUsual] = useState(false)
  const queries = useQueryClient()
  const acting = useMutation({
    mutationFn: () =>
      (act === 'resolve' ? resolveAlert : acknowledgeAlert)(alert.id, { note: note.trim(), isNewUsual }),
    onSuccess: async (changed) => {
      queries.setQueryData(alertQuery(alert.id).queryKey, changed)
      onClose()
      await Promise.all([
        queries.invalidateQueries({ queryKey: ['alerts'] }),
        queries.invalidateQueries({ queryKey: ['monitors'] }),
      ])
    },
  })
  const problem = acting.isError ? problemOf(acting.error) : undefined
  const { title, about, action } = words[act]
  return (
    <Dialog open onClose={onClose} title={title} description={about}>
      <form
        className="space-y-3"
        onSubmit={(event) => {
          event.preventDefault()
          acting.mutate()
        }}
      >
        <Field label="Note">
          {(control) => (
            <TextArea {...control} autoFocus rows={3} value={note} onChange={(event) => setNote(event.target.value)} />
          )}
        </Field>
        {act === 'resolve' ? (
          <label className="flex items-start gap-2">
            <input
              type="checkbox"
              className="mt-0.5 size-3.5 shrink-0 accent-accent-fill pointer-coarse:size-5"
              checked={isNewUsual}
              onChange={(event) => setIsNewUsual(event.target.checked)}
            />
            <span>
              What it is now is the new usual
              <span className="block text-xs text-ink-3">The monitor learns anew from the change on.</span>
            </span>
          </label>
        ) : null}
        <DialogEnd problem={problem} onClose={onClose} action={action} disabled={acting.isPending} />
      </form>
    </Dialog>
  )
}
