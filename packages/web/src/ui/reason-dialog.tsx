import { useState } from 'react'
import { Dialog } from './dialog.tsx'
import { DialogEnd } from './dialog-end.tsx'
import { Field, Input } from './field.tsx'
import type { ShownProblem } from './states.tsx'

export interface ReasonDialogProps {
  readonly title: string
  readonly about: string
  readonly action: string
  readonly busy: boolean
  readonly problem?: ShownProblem | undefined
  readonly onConfirm: (reason: string) => void
  readonly onClose: () => void
}

/** Asks why, where something protects less afterwards. */
export function ReasonDialog({ title, about, action, busy, problem, onConfirm, onClose }: ReasonDialogProps) {
  const [reason, setReason] = useState('')
  return (
    <Dialog open onClose={onClose} title={title}>
      <form
        className="space-y-3"
        onSubmit={(event) => {
          event.preventDefault()
          event.stopPropagation()
          if (reason.trim() !== '') onConfirm(reason.trim())
        }}
      >
        <p className="text-ink-2">{about}</p>
        <Field label="Reason">
          {(control) => (
            <Input {...control} autoFocus value={reason} onChange={(event) => setReason(event.target.value)} />
          )}
        </Field>
        <DialogEnd problem={problem} onClose={onClose} action={action} disabled={busy || reason.trim() === ''} />
      </form>
    </Dialog>
  )
}
