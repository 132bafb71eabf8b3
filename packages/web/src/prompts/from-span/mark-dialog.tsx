import { findVariables } from '@pawl/core'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import type { RangeMark } from './text-marks.ts'

export interface PendingMark {
  readonly mark: RangeMark
  readonly text: string
  readonly isNew: boolean
}

export interface MarkDialogProps {
  readonly pending: PendingMark
  readonly onName: (variable: string) => void
  readonly onUnmark: () => void
  readonly onClose: () => void
}

/** Names what was marked. The same name in two places means the same value. */
export function MarkDialog({ pending, onName, onUnmark, onClose }: MarkDialogProps) {
  const [name, setName] = useState(pending.mark.variable)
  const isName = isVariable(name.trim())
  return (
    <Dialog open onClose={onClose} title={pending.isNew ? 'Make it a variable' : 'A variable'}>
      <form
        className="space-y-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (isName) onName(name.trim())
        }}
      >
        <p className="max-h-32 overflow-auto rounded-md border bg-sunken p-2 break-words whitespace-pre-wrap">
          {oneLine(pending.text, 500)}
        </p>
        <Field
          label="Name"
          error={isName ? undefined : 'A name starts with a letter or “_”, then letters, digits, “_”, “-” and “.”.'}
        >
          {(control) => <Input {...control} autoFocus value={name} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <div className="flex justify-end gap-2">
          {pending.isNew ? null : <Button onClick={onUnmark}>Unmark</Button>}
          <Button type="submit" variant="primary" disabled={!isName}>
            {pending.isNew ? 'Make a variable' : 'Rename'}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

/** Whether `{{name}}` would be a variable. */
export const isVariable = (name: string): boolean =>
  findVariables({ messages: [{ role: 'user', parts: [{ type: 'text', content: `{{${name}}}` }] }] }).names[0] === name
