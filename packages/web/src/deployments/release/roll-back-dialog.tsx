import type { Deployment, RollBack } from '@pawl/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { problemOf, rollBack } from '../../api/index.ts'
import { releaseText } from '../../gate/index.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { DialogEnd } from '../../ui/dialog-end.tsx'
import { Field, TextArea } from '../../ui/field.tsx'
import { useReleaseAction } from '../deploy/use-release-action.ts'
import { historyQuery } from '../release-queries.ts'

export interface RollBackDialogProps {
  readonly environment: string
  /** Left out: what stood there before the newest deployment. */
  readonly to?: Deployment
  readonly onClose: () => void
}

/** Back to what was live before: always allowed, and recorded. */
export function RollBackDialog({ environment, to, onClose }: RollBackDialogProps) {
  const [reason, setReason] = useState('')
  const history = useInfiniteQuery(historyQuery({ environment }))
  const newest = history.data?.pages[0]?.deployments[0]
  const goal = to?.release ?? newest?.previous ?? undefined
  const acting = useReleaseAction((request: RollBack) => rollBack(environment, request), onClose)
  const problem = acting.isError ? problemOf(acting.error) : undefined
  const why = reason.trim()
  return (
    <Dialog open onClose={onClose} title={`Roll back ${environment}`}>
      <form
        className="space-y-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (why !== '') acting.mutate({ reason: why, ...(to === undefined ? {} : { to: to.id }) })
        }}
      >
        <p>
          {goal === undefined ? (
            'What stood there before the newest deployment is made live again.'
          ) : (
            <>
              <span className="font-semibold">{releaseText(goal)}</span> is made live again
              {newest && to?.id !== newest.id ? <>, in place of {releaseText(newest.release)}</> : null}.
            </>
          )}{' '}
          <span className="text-ink-2">
            Returning to what was deployed here before needs no gate; it is kept in the audit log.
          </span>
        </p>
        <Field label="Reason">
          {(control) => (
            <TextArea
              {...control}
              autoFocus
              rows={2}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
        <DialogEnd
          problem={problem}
          onClose={onClose}
          action="Roll back"
          disabled={why === '' || acting.isPending}
          variant="danger"
        />
      </form>
    </Dialog>
  )
}
