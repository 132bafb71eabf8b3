import { useMutation } from '@tanstack/react-query'
import { CircleCheck, CircleX } from 'lucide-react'
import { useState } from 'react'
import { problemOf, verifyAudit } from '../../api/index.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field, TextArea } from '../../ui/field.tsx'
import { formatCount } from '../../ui/format/index.ts'
import { oneLine } from '../../ui/visible-text.ts'
import { readHeads } from './read-heads.ts'

/** Whether the log is as it was written, and whether it still holds heads that were published outside. */
export function VerifyDialog({ onClose }: { readonly onClose: () => void }) {
  const [text, setText] = useState('')
  const { heads, unread } = readHeads(text)
  const verifying = useMutation({ mutationFn: verifyAudit })
  const problem = verifying.isError ? problemOf(verifying.error) : undefined
  return (
    <Dialog open onClose={onClose} title="Verify the audit log">
      <form
        className="space-y-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (unread.length === 0) verifying.mutate(heads)
        }}
      >
        <p className="text-ink-2">
          Every entry carries the hash of the one before, so a changed, removed or moved entry shows by itself. A log
          that was cut off or written anew shows only against a head that was kept elsewhere: in a gate’s report, a
          webhook, a printout.
        </p>
        <Field
          label="Heads that were kept elsewhere"
          hint="One a line, such as 12:5d41… None is needed."
          error={unread.length === 0 ? undefined : `This is no head: ${oneLine(unread[0] ?? '', 80)}`}
        >
          {(control) => (
            <TextArea
              {...control}
              rows={3}
              className="font-mono text-xs!"
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        <Result answer={verifying.data} headCount={verifying.variables?.length ?? 0} />
        {problem === undefined ? null : (
          <p role="alert" className="text-error">
            {problem.detail} {problem.fix}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Close</Button>
          <Button type="submit" variant="primary" disabled={verifying.isPending || unread.length > 0}>
            Verify
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

interface ResultProps {
  readonly answer: Awaited<ReturnType<typeof verifyAudit>> | undefined
  readonly headCount: number
}

function Result({ answer, headCount }: ResultProps) {
  if (answer === undefined) return null
  const { isIntact, head, problems } = answer
  return (
    <section
      aria-label="Result"
      className={
        isIntact
          ? 'rounded-lg border border-ok/50 bg-ok-soft p-3'
          : 'rounded-lg border border-error-fill/50 bg-error-soft p-3'
      }
    >
      <p className={`flex items-center gap-2 font-semibold ${isIntact ? 'text-ok' : 'text-error'}`} role="status">
        {isIntact ? <CircleCheck aria-hidden size={16} /> : <CircleX aria-hidden size={16} />}
        {isIntact ? 'The log is as it was written' : 'The log was tampered with'}
      </p>
      <p className="mt-0.5 text-xs text-ink-2">
        {formatCount(head.sequence)} {head.sequence === 1 ? 'entry' : 'entries'}
        {headCount === 0 ? ', against no head from outside' : `, against ${headCount} from outside`}.
      </p>
      <ul className="mt-1 list-disc space-y-0.5 pl-4">
        {problems.map(({ kind, sequence, message }) => (
          <li key={`${kind} ${sequence}`} className="break-words">
            {oneLine(message, 300)}
          </li>
        ))}
      </ul>
    </section>
  )
}
