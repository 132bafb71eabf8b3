import type { RowView } from '@pawl/core'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Instant } from '../../ui/instant.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { WordDiff } from '../../ui/word-diff.tsx'
import { fieldText } from '../marks/field-text.ts'
import { fieldNames } from '../marks/words.ts'
import { clashingFields, draftOf, type EditedFields, type RowDraft, rebased, withField } from './row-draft.ts'

export interface ConflictDialogProps {
  readonly draft: RowDraft
  readonly base: EditedFields
  /** The row as somebody left it meanwhile. */
  readonly theirs: RowView
  readonly onResolve: (draft: RowDraft) => void
  readonly onClose: () => void
}

/** Somebody saved the row meanwhile: shows both where they differ, and lets each field be chosen. */
export function ConflictDialog({ draft, base, theirs, onResolve, onClose }: ConflictDialogProps) {
  const newer = draftOf(theirs).fields
  const clashes = clashingFields(base, draft.fields, newer)
  const [taken, setTaken] = useState<ReadonlySet<string>>(new Set())
  const resolve = () => {
    const mine = rebased(draft, base, newer)
    onResolve(
      clashes
        .filter((name) => taken.has(name))
        .reduce<RowDraft>((result, name) => withField(result, name, newer[name]), mine),
    )
  }
  return (
    <Dialog
      open
      onClose={onClose}
      width="wide"
      title="Somebody edited this row meanwhile"
      description="Nothing is lost: choose what stays where you both changed the same field. Everything else is kept from both."
    >
      <p className="mb-3 text-xs text-ink-2">
        {oneLine(theirs.updatedBy, 60)} saved revision {theirs.revision}{' '}
        <Instant iso={theirs.updatedAt} as="relative" />.
      </p>
      <div className="space-y-4">
        {clashes.length === 0 ? <p>You changed different fields, so both changes can stay.</p> : null}
        {clashes.map((name) => (
          <fieldset key={name} className="rounded-lg border p-3">
            <legend className="px-1 text-xs font-semibold">{fieldNames[name] ?? name}</legend>
            <WordDiff
              mode="side"
              before={fieldText(name, newer[name])}
              after={fieldText(name, draft.fields[name])}
              beforeLabel="Theirs"
              afterLabel="Yours"
            />
            <div className="mt-2 flex gap-4 text-xs">
              {([false, true] as const).map((theirsWins) => (
                <label key={String(theirsWins)} className="flex items-center gap-1.5">
                  <input
                    type="radio"
                    name={`keep-${name}`}
                    className="accent-accent"
                    checked={taken.has(name) === theirsWins}
                    onChange={() => {
                      const next = new Set(taken)
                      if (theirsWins) next.add(name)
                      else next.delete(name)
                      setTaken(next)
                    }}
                  />
                  {theirsWins ? 'Take theirs' : 'Keep yours'}
                </label>
              ))}
            </div>
          </fieldset>
        ))}
      </div>
      <div className="mt-4 flex justify-end gap-2">
        <Button onClick={onClose}>Back to editing</Button>
        <Button variant="primary" onClick={resolve}>
          Save on top of theirs
        </Button>
      </div>
    </Dialog>
  )
}
