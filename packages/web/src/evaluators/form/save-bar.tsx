import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Input } from '../../ui/field.tsx'
import type { ShownProblem } from '../../ui/states.tsx'

export interface SaveBarProps {
  /** As in "Save version 4". */
  readonly action: string
  /** What stands in the way, in words; '' when nothing does. */
  readonly hint: string
  readonly isBusy: boolean
  readonly problem: ShownProblem | undefined
  readonly onSave: (note: string) => void
  readonly onDiscard?: () => void
}

/** What changed, why, and the button that makes it a version. */
export function SaveBar({ action, hint, isBusy, problem, onSave, onDiscard }: SaveBarProps) {
  const [note, setNote] = useState('')
  return (
    <form
      className="flex flex-wrap items-center gap-2 border-t bg-surface px-4 py-2"
      onSubmit={(event) => {
        event.preventDefault()
        onSave(note)
      }}
    >
      <Input
        aria-label="Note for this version"
        placeholder="What changed, and why"
        className="max-w-96 min-w-40 flex-1"
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
      {onDiscard ? <Button onClick={onDiscard}>Discard</Button> : null}
      <Button type="submit" variant="primary" disabled={isBusy}>
        {isBusy ? 'Saving …' : action}
      </Button>
      {problem ? (
        <p role="alert" className="text-xs text-error">
          {problem.detail} {problem.fix}
        </p>
      ) : (
        <p className="text-xs text-ink-3">{hint}</p>
      )}
    </form>
  )
}

/** What is in the way of saving, in words. */
export function saveHint(issueCount: number, brokenExamples: number): string {
  if (issueCount > 0)
    return issueCount === 1 ? 'One field is not right yet.' : `${issueCount} fields are not right yet.`
  if (brokenExamples > 0) return 'An example cannot be read as JSON yet.'
  return ''
}
